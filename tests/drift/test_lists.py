"""The lists of virt-install and virt-xml against what both print of each option."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

import pytest

from drift.host import described, is_release
from kbcheck.console.lists import lists, source
