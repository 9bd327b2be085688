"""Configuration files: their syntaxes, and the tables of their settings."""

from .document import settings_document
from .setting import Setting
from .syntaxes import SYNTAXES, check_settings
from .table import Table, load_table

__all__ = [
    "SYNTAXES",
    "Setting",
    "Table",
    "check_settings",
    "load_table",
    "settings_document",
]
