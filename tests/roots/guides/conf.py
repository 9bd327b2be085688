extensions = ["myst_parser", "kbsphinx"]
project = "guides"
nitpicky = True
