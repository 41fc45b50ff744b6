"""How good a model is, as a folder that a photographer and a researcher can both read.

A bundle, a training run or a file of embedded photos -> `subject`: what the model makes of each photo, by side of the
split -> `answers`: what each method would say, ranked, with its chances -> `calibrate`: one temperature per radius,
fitted on the validation side -> `judge`: every score with its interval, on the test side -> `figures`, `maps`: pictures
-> `page`: `index.html` with its pictures beside. `report` does it all.
"""
