"""Scanned prints: the page on which a person says when they were taken, and lays them in order.

`scans_page` asks and says, `prints` is the row of pictures that are dragged, `spans` puts times into words. What a
person says goes through `telling`.
"""
