"""The one place that starts threads.

`work` says what there is to do, each a generator over a library of its own; `runner` runs one of them at a time in a
thread, with pause and cancel between any two events; `pool` runs small things, such as thumbnails, the newest first.
Results come back as signals in the GUI thread. A crash ends the job, never the window.
"""
