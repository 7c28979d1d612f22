"""One file per operating system, two verbs each: install, uninstall."""
