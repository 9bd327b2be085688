"""Configuration files: their syntaxes, and the tables of their settings."""

from .check import check_conf
from .syntaxes import SYNTAXES, check_file
from .table import Setting, Table, load_table
from .view import settings_document

__all__ = [
    "SYNTAXES",
    "Setting",
    "Table",
    "check_conf",
    "check_file",
    "load_table",
    "settings_document",
]
