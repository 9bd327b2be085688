"""The core in a browser: Python translated to JavaScript when the site is built."""
