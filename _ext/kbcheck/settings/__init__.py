"""Configuration files: their syntaxes, and the tables of their settings."""

from .check import check_conf
from .table import Setting, Table, load_table
from .view import settings_document

__all__ = ["Setting", "Table", "check_conf", "load_table", "settings_document"]
