"""Starts the template with nothing below it on the stack.

An uncaught exception unwinds this script first; then the interpreter calls the
hook. So a program that runs in a child of the template is the bottom frame.
"""

import sys

sys.path.insert(0, "/usr/libexec/coderemote/python")

import template  # noqa: E402

sys.excepthook = template.main
raise template.Handover
