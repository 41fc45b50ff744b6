"""What a screen reader says of the map: the pins that lie on it, and the keys that move it."""

from PySide6.QtCore import QCoreApplication

from whence_desktop.map.scene import Scene

translate = QCoreApplication.translate
"""By this name the tool that collects texts knows it."""


def spoken(scene: Scene) -> str:
    """Say what lies on the map as one sentence, and how to move it as another."""
    keys = translate("map", "Arrow keys move the map, plus and minus zoom, 0 shows all candidates.")
    told = []
    for pin in scene.pins:
        named = f"{pin.number}: {pin.name}" if pin.name else f"{pin.number}"
        told.append(translate("map", "{0} (chosen)").format(named) if pin.chosen else named)
    pins = translate("map", "Pins: {0}.").format("; ".join(told))
    return f"{pins} {keys}" if told else keys
