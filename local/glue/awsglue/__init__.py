"""AWS Glue's module for scripts, as far as this project's job uses it; the rest is refused by name.

The real one is part of Glue alone. What it does is documented in "AWS Glue PySpark extensions reference":
https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-python-extensions.html
"""
