"""Whence on the desktop: a PySide6 front end that decides nothing that the engine could decide.

A `Session` holds what every view shares: the open library, settings, the gazetteer. `jobs` is the one place that starts
threads: it runs the engine's generators on a library of their own and hands their events to the GUI thread. A mutation
goes through `actions`, which calls the engine and says which photos and albums changed; views listen to that and ask
the library anew for what they show. `views` are widgets, `map` is the map.
"""
