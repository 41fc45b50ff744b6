"""`whence selftest`: the positions of the user's own photos are hidden, asked for again, and compared.

`scenes` finds what must be hidden together, because one of it would answer for the other. `hide` draws what is hidden:
whole albums, whole days or scenes at random. `library.masked` lays a copy without these positions before the library;
`ask` runs the cues, the chain and the calibration on it as `locate` does. `score` says how right the answers are and
how right they say they are, `threshold` from which chance on so few are wrong that nobody needs to look. `run` does all
of it as one generator of events and `stored` keeps what came out, for `--auto-accept auto`.
"""
