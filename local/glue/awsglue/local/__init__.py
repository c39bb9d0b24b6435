"""How the local stage does what Glue's service does for scripts; no part of Glue's own module."""
