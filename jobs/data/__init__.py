"""The data engine of the jobs: tables of any size, read, checked and written in blocks of columns on pyarrow.

It knows nothing of models: what a text means and how a value is encoded are functions that the jobs hand to it.
"""
