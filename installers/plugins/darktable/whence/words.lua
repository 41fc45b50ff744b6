-- What the panel says, in English and German. darktable's own catalogue tells which language it speaks.

local words = {}

words.german = {
  ["where were these taken?"] = "Wo wurden diese aufgenommen?",
  ["Asks Whence about the selected images. It reads them and changes nothing."] = "Fragt Whence nach den ausgewählten Bildern. Es liest sie und ändert nichts.",
  ["Whence: where were these taken?"] = "Whence: Wo wurden diese aufgenommen?",
  ["Select images, then ask."] = "Bilder auswählen, dann fragen.",
  ["Select images first."] = "Erst Bilder auswählen.",
  ["Whence is at work already."] = "Whence arbeitet schon.",
  ["Whence looks at %d images ..."] = "Whence sieht sich %d Bilder an ...",
  ["Whence: looking at %d images"] = "Whence: %d Bilder ansehen",
  ["%d of %d images have an answer."] = "%d von %d Bildern haben eine Antwort.",
  ["Stopped. The next time goes on from there."] = "Angehalten. Beim nächsten Mal geht es von dort weiter.",
  ["Whence was not found. Say in darktable's preferences, under Lua options, where the program lies."] = "Whence wurde nicht gefunden. In den darktable-Einstellungen unter Lua-Optionen lässt sich sagen, wo das Programm liegt.",
  ["Whence could not do it: %s"] = "Whence konnte es nicht: %s",
  ["Whence answered what this plug-in does not understand (%s). Are both of the same version?"] = "Whence antwortete, was dieses Plug-in nicht versteht (%s). Sind beide von derselben Version?",
  ["No file could be written in %s."] = "In %s ließ sich keine Datei schreiben.",
  ["%d %% within %g km"] = "%d %% im Umkreis von %g km",
  ["place"] = "Ort",
  ["Where this image may have been taken, the most probable first."] = "Wo dieses Bild aufgenommen worden sein kann, das Wahrscheinlichste zuerst.",
  ["No answer for this image yet."] = "Für dieses Bild gibt es noch keine Antwort.",
  ["set position"] = "Position setzen",
  ["Gives this image the chosen place, and remembers the place."] = "Gibt diesem Bild den gewählten Ort und merkt ihn sich.",
  ["same place for the selected"] = "denselben Ort für die ausgewählten",
  ["Gives all selected images the place that was set last: %s"] = "Gibt allen ausgewählten Bildern den zuletzt gesetzten Ort: %s",
  ["nothing was set yet"] = "noch keiner",
  ["all that are sure"] = "alle, die sicher sind",
  ["at least"] = "mindestens",
  ["take what is sure enough"] = "nehmen, was sicher genug ist",
  ["Gives each selected image its first candidate if that is at least so probable and no coarser than 25 km. Whence holds back what looks wrong."] = "Gibt jedem ausgewählten Bild seinen ersten Kandidaten, wenn der mindestens so wahrscheinlich und nicht gröber als 25 km ist. Whence hält zurück, was falsch aussieht.",
  ["also replace positions"] = "auch Positionen ersetzen",
  ["Images that have a position are left alone unless this is ticked."] = "Bilder mit Position bleiben, wie sie sind, wenn hier kein Haken steht.",
  ["let Whence learn"] = "Whence lernen lassen",
  ["Tells Whence what you set, so that it speaks for the photos around it. No file is touched."] = "Sagt Whence, was gesetzt wurde, damit es für die Fotos darum herum spricht. Keine Datei wird angefasst.",
  ["take back"] = "zurücknehmen",
  ["Gives back the positions from before the last change made here. darktable's own undo does not know of it."] = "Stellt die Positionen vor der letzten Änderung von hier wieder her. darktables eigenes Rückgängig weiß davon nichts.",
  ["Positions set: %d."] = "Gesetzte Positionen: %d.",
  ["Left alone, as they have one: %d."] = "Unverändert, weil schon eine da ist: %d.",
  ["Not sure enough, or odd: %d."] = "Nicht sicher genug oder verdächtig: %d.",
  ["Positions taken back: %d."] = "Zurückgenommene Positionen: %d.",
  ["Left alone, as they were changed since: %d."] = "Unverändert, weil seither geändert: %d.",
  ["There is nothing to take back."] = "Es gibt nichts zurückzunehmen.",
  ["Whence: program"] = "Whence: Programm",
  ["Name or full path of the whence command."] = "Name oder voller Pfad des Befehls whence.",
}

-- Returns what translates; `header` is the head of the catalogue that darktable uses, empty for English.
function words.translator(header)
  local spoken = header:match("Language:%s*(%a+)") == "de" and words.german or {}
  return function(text)
    return spoken[text] or text
  end
end

return words
