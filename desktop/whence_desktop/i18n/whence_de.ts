<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE">
<context>
    <name>About</name>
    <message>
        <source>About Whence</source>
        <translation>Über Whence</translation>
    </message>
    <message>
        <source>Tells where photos were taken, on this computer and without a network. Made for one&apos;s own library; it is not for finding out where other people were. MIT licence, by the Whence contributors.</source>
        <translation>Sagt, wo Fotos aufgenommen wurden, auf diesem Rechner und ohne Netz. Gemacht für die eigene Sammlung; nicht dafür da, herauszufinden, wo andere Menschen waren. MIT-Lizenz, von den Whence contributors.</translation>
    </message>
    <message>
        <source>Qt {0} under the LGPL 3, through PySide6.</source>
        <translation>Qt {0} unter der LGPL 3, über PySide6.</translation>
    </message>
    <message>
        <source>Third-party notices</source>
        <translation>Hinweise zu Fremdem</translation>
    </message>
</context>
<context>
    <name>Actions</name>
    <message>
        <source>There is no candidate {0} to choose.</source>
        <translation>Es gibt keinen Kandidaten {0} zur Wahl.</translation>
    </message>
</context>
<context>
    <name>AlbumsModel</name>
    <message>
        <source>1 photo</source>
        <translation>1 Foto</translation>
    </message>
    <message>
        <source>{0} photos</source>
        <translation>{0} Fotos</translation>
    </message>
    <message>
        <source>No date</source>
        <translation>Ohne Datum</translation>
    </message>
</context>
<context>
    <name>AlbumsView</name>
    <message>
        <source>Search place, date, name, caption</source>
        <translation>Ort, Datum, Name, Bildtext suchen</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Albums are narrowed as you type; Enter shows the photos that match.</source>
        <translation>Beim Tippen werden die Alben eingegrenzt; die Eingabetaste zeigt die Fotos, die passen.</translation>
    </message>
    <message>
        <source>Which albums</source>
        <translation>Welche Alben</translation>
    </message>
    <message>
        <source>Year</source>
        <translation>Jahr</translation>
    </message>
    <message>
        <source>Albums</source>
        <translation>Alben</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>Kamera</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>All cameras</source>
        <translation>Alle Kameras</translation>
    </message>
    <message>
        <source>No camera named</source>
        <translation>Keine Kamera genannt</translation>
    </message>
    <message>
        <source>All folders</source>
        <translation>Alle Ordner</translation>
    </message>
    <message>
        <source>All photos</source>
        <translation>Alle Fotos</translation>
    </message>
    <message>
        <source>All photos that match</source>
        <translation>Alle passenden Fotos</translation>
    </message>
    <message>
        <source>All albums</source>
        <translation>Alle Alben</translation>
    </message>
    <message>
        <source>To review</source>
        <translation>Durchzusehen</translation>
    </message>
    <message>
        <source>Sure</source>
        <translation>Sicher</translation>
    </message>
    <message>
        <source>Doubtful</source>
        <translation>Zweifelhaft</translation>
    </message>
    <message>
        <source>Conflicts</source>
        <translation>Widersprüche</translation>
    </message>
    <message>
        <source>Accepted, to write</source>
        <translation>Angenommen, zu schreiben</translation>
    </message>
    <message>
        <source>Written</source>
        <translation>Geschrieben</translation>
    </message>
    <message>
        <source>No place</source>
        <translation>Kein Ort</translation>
    </message>
    <message>
        <source>Without a position</source>
        <translation>Ohne Position</translation>
    </message>
    <message>
        <source>All years</source>
        <translation>Alle Jahre</translation>
    </message>
</context>
<context>
    <name>AlikeView</name>
    <message>
        <source>Photos that look alike</source>
        <translation>Ähnliche Fotos</translation>
    </message>
    <message>
        <source>Looking for photos of yours that look alike …</source>
        <translation>Ihre ähnlichen Fotos werden gesucht …</translation>
    </message>
    <message>
        <source>Your photos with a position that look most like it (likeness, distance from the candidate):</source>
        <translation>Ihre Fotos mit Position, die ihm am ähnlichsten sehen (Ähnlichkeit, Entfernung vom Kandidaten):</translation>
    </message>
    <message>
        <source>No photo of yours with a position looks like it.</source>
        <translation>Keines Ihrer Fotos mit Position sieht ihm ähnlich.</translation>
    </message>
</context>
<context>
    <name>AutoAccept</name>
    <message>
        <source>Accept what is sure</source>
        <translation>Sicheres annehmen</translation>
    </message>
    <message>
        <source>The best candidate of every undecided photo is accepted where it is at least this likely. What looks wrong is left to you. Nothing is written, and undo takes it all back in one step.</source>
        <translation>Der beste Kandidat jedes unentschiedenen Fotos wird angenommen, wenn er mindestens so wahrscheinlich ist. Was falsch aussieht, bleibt Ihnen überlassen. Nichts wird geschrieben, und Rückgängig nimmt alles in einem Schritt zurück.</translation>
    </message>
    <message>
        <source>Which albums</source>
        <translation>Welche Alben</translation>
    </message>
    <message>
        <source>All albums that are shown ({0})</source>
        <translation>Alle Alben, die zu sehen sind ({0})</translation>
    </message>
    <message>
        <source>This album</source>
        <translation>Dieses Album</translation>
    </message>
    <message>
        <source>Least chance in percent</source>
        <translation>Kleinste Wahrscheinlichkeit in Prozent</translation>
    </message>
    <message>
        <source>What the selftest says</source>
        <translation>Was der Selbsttest sagt</translation>
    </message>
    <message>
        <source>Album</source>
        <translation>Album</translation>
    </message>
    <message>
        <source>Accepted</source>
        <translation>Angenommen</translation>
    </message>
    <message>
        <source>Left to you</source>
        <translation>Bleibt Ihnen</translation>
    </message>
    <message>
        <source>Albums</source>
        <translation>Alben</translation>
    </message>
    <message>
        <source>Photos of the album that would be accepted or left to you</source>
        <translation>Fotos des Albums, die angenommen würden oder Ihnen blieben</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>Annehmen</translation>
    </message>
    <message>
        <source>{0} photos would be accepted, {1} are sure but look wrong.</source>
        <translation>{0} Fotos würden angenommen, {1} sind sicher, sehen aber falsch aus.</translation>
    </message>
    <message>
        <source>{0} of {1} albums looked through …</source>
        <translation>{0} von {1} Alben durchgesehen …</translation>
    </message>
    <message>
        <source>Accept {0}</source>
        <translation>{0} annehmen</translation>
    </message>
</context>
<context>
    <name>CandidateRow</name>
    <message>
        <source>Open sea</source>
        <translation>Offenes Meer</translation>
    </message>
    <message>
        <source>{0}: {1}, {2} {3}</source>
        <translation>{0}: {1}, {2} {3}</translation>
    </message>
    <message>
        <source>{0}, a tie</source>
        <translation>{0}, gleichauf</translation>
    </message>
</context>
<context>
    <name>CandidatesView</name>
    <message>
        <source>What is known</source>
        <translation>Was bekannt ist</translation>
    </message>
    <message>
        <source>What speaks against it</source>
        <translation>Was dagegen spricht</translation>
    </message>
    <message>
        <source>Reasons</source>
        <translation>Gründe</translation>
    </message>
    <message>
        <source>Candidates</source>
        <translation>Kandidaten</translation>
    </message>
    <message>
        <source>Accepted: {0}</source>
        <translation>Angenommen: {0}</translation>
    </message>
    <message>
        <source>Rejected: {0}</source>
        <translation>Verworfen: {0}</translation>
    </message>
    <message>
        <source>No place applies.</source>
        <translation>Kein Ort trifft zu.</translation>
    </message>
    <message>
        <source>Skipped for now.</source>
        <translation>Vorerst übersprungen.</translation>
    </message>
    <message>
        <source>the place on the map</source>
        <translation>der Ort auf der Karte</translation>
    </message>
    <message>
        <source>It is written.</source>
        <translation>Es ist geschrieben.</translation>
    </message>
    <message>
        <source>There is nothing to choose from yet.</source>
        <translation>Noch gibt es nichts zur Wahl.</translation>
    </message>
    <message>
        <source>A tie: these {0} are about as likely. Look at each of them.</source>
        <translation>Gleichstand: Diese {0} sind etwa gleich wahrscheinlich. Sehen Sie jeden an.</translation>
    </message>
    <message>
        <source>Nobody can tell from what is known so far.</source>
        <translation>Nach dem, was bisher bekannt ist, kann das niemand sagen.</translation>
    </message>
</context>
<context>
    <name>CheatSheet</name>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>Menü</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>Keys of all commands</source>
        <translation>Tasten aller Befehle</translation>
    </message>
    <message>
        <source>Enter or double-click on a row changes its key.</source>
        <translation>Eingabetaste oder Doppelklick auf eine Zeile ändert ihre Taste.</translation>
    </message>
    <message>
        <source>{0} has no key {1} any more.</source>
        <translation>{0} hat die Taste {1} nicht mehr.</translation>
    </message>
</context>
<context>
    <name>ClockBox</name>
    <message>
        <source>Clock offset, minutes</source>
        <translation>Versatz der Uhr, Minuten</translation>
    </message>
    <message>
        <source>Arrow keys: a minute; Page Up and Page Down: an hour.</source>
        <translation>Pfeiltasten: eine Minute; Bild auf und ab: eine Stunde.</translation>
    </message>
    <message>
        <source>Clock offset, hours, minutes and seconds</source>
        <translation>Versatz der Uhr, Stunden, Minuten und Sekunden</translation>
    </message>
</context>
<context>
    <name>Complaints</name>
    <message>
        <source>Something went wrong inside Whence; nothing was lost.</source>
        <translation>In Whence ist etwas schiefgegangen; nichts ging verloren.</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Meldung</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>Contents</name>
    <message>
        <source>Contents</source>
        <translation>Inhalt</translation>
    </message>
    <message>
        <source>Found, the best first</source>
        <translation>Gefunden, das Beste zuerst</translation>
    </message>
</context>
<context>
    <name>Deciding</name>
    <message>
        <source>There is no candidate {0}.</source>
        <translation>Es gibt keinen Kandidaten {0}.</translation>
    </message>
    <message>
        <source>This photo has no place to copy.</source>
        <translation>Dieses Foto hat keinen Ort zum Kopieren.</translation>
    </message>
    <message>
        <source>Copied: {0}</source>
        <translation>Kopiert: {0}</translation>
    </message>
    <message>
        <source>The clipboard holds no coordinates.</source>
        <translation>In der Zwischenablage sind keine Koordinaten.</translation>
    </message>
    <message>
        <source>Accepted: {0}</source>
        <translation>Angenommen: {0}</translation>
    </message>
    <message>
        <source>This photo has no place to keep.</source>
        <translation>Dieses Foto hat keinen Ort zum Merken.</translation>
    </message>
    <message>
        <source>A favourite now: {0}</source>
        <translation>Jetzt ein Lieblingsort: {0}</translation>
    </message>
    <message>
        <source>No favourite any more: {0}</source>
        <translation>Kein Lieblingsort mehr: {0}</translation>
    </message>
    <message>
        <source>Enter accepts the pin for the selected photos.</source>
        <translation>Die Eingabetaste nimmt die Nadel für die ausgewählten Fotos an.</translation>
    </message>
</context>
<context>
    <name>Detail</name>
    <message>
        <source>Maps (*.mbtiles);;All files (*)</source>
        <translation>Karten (*.mbtiles);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Map detail from a file</source>
        <translation>Kartendetails aus einer Datei</translation>
    </message>
    <message>
        <source>Say whose map it is: its provider asks that the name be shown.</source>
        <translation>Sagen Sie, wessen Karte es ist: Der Anbieter möchte, dass der Name gezeigt wird.</translation>
    </message>
</context>
<context>
    <name>FactsView</name>
    <message>
        <source>What the file says</source>
        <translation>Was die Datei sagt</translation>
    </message>
</context>
<context>
    <name>FirstRun</name>
    <message>
        <source>Where were your photos taken?</source>
        <translation>Wo wurden Ihre Fotos aufgenommen?</translation>
    </message>
    <message>
        <source>Whence looks at a folder of photos, on this computer and without a network, and says where they may have been taken, how sure that is, and why. It changes no photo before you say so, and gives every byte back when you want it.</source>
        <translation>Whence sieht einen Ordner voller Fotos durch, auf diesem Rechner und ohne Netz, und sagt, wo sie aufgenommen sein könnten, wie sicher das ist und warum. Es ändert kein Foto, bevor Sie es wollen, und gibt auf Wunsch jedes Byte zurück.</translation>
    </message>
    <message>
        <source>Open a folder of photos…</source>
        <translation>Ordner mit Fotos öffnen…</translation>
    </message>
    <message>
        <source>Try it on rendered sample photos</source>
        <translation>An gemalten Beispielfotos ausprobieren</translation>
    </message>
    <message>
        <source>Or drop a folder anywhere on this window.</source>
        <translation>Oder einen Ordner irgendwo auf dieses Fenster ziehen.</translation>
    </message>
</context>
<context>
    <name>HelpWindow</name>
    <message>
        <source>Search the help</source>
        <translation>Hilfe durchsuchen</translation>
    </message>
    <message>
        <source>Nothing was found. Fewer or shorter words find more.</source>
        <translation>Nichts gefunden. Weniger oder kürzere Wörter finden mehr.</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Hilfe</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>Vor</translation>
    </message>
    <message>
        <source>Smaller</source>
        <translation>Kleiner</translation>
    </message>
    <message>
        <source>Larger</source>
        <translation>Größer</translation>
    </message>
    <message>
        <source>Usual size</source>
        <translation>Übliche Größe</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Clear the search, or close</source>
        <translation>Suche leeren oder schließen</translation>
    </message>
    <message>
        <source>{0} - Whence</source>
        <translation>{0} - Whence</translation>
    </message>
</context>
<context>
    <name>MapWidget</name>
    <message>
        <source>Map</source>
        <translation>Karte</translation>
    </message>
    <message>
        <source>Arrow keys move the map, plus and minus zoom, 0 shows all candidates.</source>
        <translation>Pfeiltasten bewegen die Karte, Plus und Minus ändern den Maßstab, 0 zeigt alle Kandidaten.</translation>
    </message>
</context>
<context>
    <name>Opening</name>
    <message>
        <source>There is no {0}: is its drive connected?</source>
        <translation>{0} gibt es nicht: Ist das Laufwerk angeschlossen?</translation>
    </message>
    <message>
        <source>Locating photos</source>
        <translation>Fotos werden verortet</translation>
    </message>
    <message>
        <source>Open a folder of photos</source>
        <translation>Ordner mit Fotos öffnen</translation>
    </message>
    <message>
        <source>Drawing the sample library</source>
        <translation>Die Beispielsammlung wird gemalt</translation>
    </message>
    <message>
        <source>{0} is gone: was its drive disconnected? Its photos stay known, and come back when it does.</source>
        <translation>{0} ist verschwunden: Wurde das Laufwerk getrennt? Seine Fotos bleiben bekannt und kommen mit ihm zurück.</translation>
    </message>
    <message>
        <source>Locating anew</source>
        <translation>Neu verorten</translation>
    </message>
</context>
<context>
    <name>PageView</name>
    <message>
        <source>Page of the help</source>
        <translation>Seite der Hilfe</translation>
    </message>
</context>
<context>
    <name>Pages</name>
    <message>
        <source>Pages</source>
        <translation>Seiten</translation>
    </message>
</context>
<context>
    <name>Patience</name>
    <message>
        <source>The library is in use by another program; trying again. Nothing is lost.</source>
        <translation>Ein anderes Programm benutzt gerade die Bibliothek; Whence versucht es wieder. Nichts geht verloren.</translation>
    </message>
</context>
<context>
    <name>PhotosModel</name>
    <message>
        <source>has a position</source>
        <translation>hat eine Position</translation>
    </message>
    <message>
        <source>to review</source>
        <translation>durchzusehen</translation>
    </message>
    <message>
        <source>accepted, to write</source>
        <translation>angenommen, zu schreiben</translation>
    </message>
    <message>
        <source>written</source>
        <translation>geschrieben</translation>
    </message>
    <message>
        <source>no place</source>
        <translation>kein Ort</translation>
    </message>
    <message>
        <source>skipped</source>
        <translation>übersprungen</translation>
    </message>
    <message>
        <source>cannot be read</source>
        <translation>nicht lesbar</translation>
    </message>
</context>
<context>
    <name>PhotosView</name>
    <message>
        <source>Photos of the album</source>
        <translation>Fotos des Albums</translation>
    </message>
</context>
<context>
    <name>PlaceEdit</name>
    <message>
        <source>Type a place or coordinates</source>
        <translation>Ort oder Koordinaten eintippen</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>Ort</translation>
    </message>
    <message>
        <source>The gazetteer knows no place called {0}.</source>
        <translation>Das Ortsverzeichnis kennt keinen Ort namens {0}.</translation>
    </message>
</context>
<context>
    <name>PlacesMenu</name>
    <message>
        <source>Favourites</source>
        <translation>Lieblingsorte</translation>
    </message>
    <message>
        <source>Last places</source>
        <translation>Letzte Orte</translation>
    </message>
</context>
<context>
    <name>Preview</name>
    <message>
        <source>Photo</source>
        <translation>Foto</translation>
    </message>
    <message>
        <source>No photo is selected.</source>
        <translation>Kein Foto ist ausgewählt.</translation>
    </message>
</context>
<context>
    <name>Prints</name>
    <message>
        <source>Prints in order</source>
        <translation>Abzüge in ihrer Reihenfolge</translation>
    </message>
    <message>
        <source>Alt with the arrow keys moves the selected prints.</source>
        <translation>Alt mit den Pfeiltasten verschiebt die ausgewählten Abzüge.</translation>
    </message>
    <message>
        <source>no time</source>
        <translation>ohne Zeit</translation>
    </message>
</context>
<context>
    <name>RowsModel</name>
    <message>
        <source>When</source>
        <translation>Wann</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>Photo</source>
        <translation>Foto</translation>
    </message>
    <message>
        <source>Written to</source>
        <translation>Geschrieben in</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Warum</translation>
    </message>
    <message>
        <source>into the file</source>
        <translation>in die Datei</translation>
    </message>
    <message>
        <source>beside the file</source>
        <translation>neben die Datei</translation>
    </message>
    <message>
        <source>country and region as text</source>
        <translation>Land und Region als Text</translation>
    </message>
    <message>
        <source>taken back</source>
        <translation>zurückgenommen</translation>
    </message>
    <message>
        <source>not written</source>
        <translation>nicht geschrieben</translation>
    </message>
    <message>
        <source>the photo itself</source>
        <translation>das Foto selbst</translation>
    </message>
</context>
<context>
    <name>ScanBar</name>
    <message>
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>What is done is kept; the next scan goes on from here.</source>
        <translation>Was getan ist, bleibt; der nächste Durchgang macht hier weiter.</translation>
    </message>
    <message>
        <source>Scanning</source>
        <translation>Einlesen</translation>
    </message>
    <message>
        <source>Looking at pictures</source>
        <translation>Bilder ansehen</translation>
    </message>
    <message>
        <source>Reading signs</source>
        <translation>Schilder lesen</translation>
    </message>
    <message>
        <source>Locating</source>
        <translation>Verorten</translation>
    </message>
    <message>
        <source>{0} of {1}</source>
        <translation>{0} von {1}</translation>
    </message>
    <message>
        <source>{0} photos a second</source>
        <translation>{0} Fotos je Sekunde</translation>
    </message>
    <message>
        <source>{0} left</source>
        <translation>noch {0}</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Weiter</translation>
    </message>
</context>
<context>
    <name>ScansPage</name>
    <message>
        <source>1987, summer 1987, 1987-07-12, Christmas 1990, around 1985 …</source>
        <translation>1987, summer 1987, 1987-07-12, Christmas 1990, around 1985 …</translation>
    </message>
    <message>
        <source>When the prints were taken</source>
        <translation>Wann die Bilder aufgenommen wurden</translation>
    </message>
    <message>
        <source>Say for the selected</source>
        <translation>Für die ausgewählten sagen</translation>
    </message>
    <message>
        <source>Say for the whole folder</source>
        <translation>Für den ganzen Ordner sagen</translation>
    </message>
    <message>
        <source>Take back for the selected</source>
        <translation>Für die ausgewählten zurücknehmen</translation>
    </message>
    <message>
        <source>Take back for the folder</source>
        <translation>Für den Ordner zurücknehmen</translation>
    </message>
    <message>
        <source>Keep this order</source>
        <translation>Diese Reihenfolge behalten</translation>
    </message>
    <message>
        <source>Order by name again</source>
        <translation>Wieder nach Namen ordnen</translation>
    </message>
    <message>
        <source>Scanned prints: drag them into order, and say when they were taken.</source>
        <translation>Eingescannte Abzüge: in ihre Reihenfolge ziehen und sagen, wann sie entstanden.</translation>
    </message>
    <message>
        <source>Taken</source>
        <translation>Aufgenommen</translation>
    </message>
    <message>
        <source>There is no album yet.</source>
        <translation>Noch gibt es kein Album.</translation>
    </message>
    <message>
        <source>{0} of {1} photos have a time of day, which goes before any order.</source>
        <translation>{0} von {1} Fotos haben eine Uhrzeit, die jeder Reihenfolge vorgeht.</translation>
    </message>
    <message>
        <source>Nothing is written into a photo.</source>
        <translation>In kein Foto wird etwas geschrieben.</translation>
    </message>
    <message>
        <source>Understood as {0}.</source>
        <translation>Verstanden als {0}.</translation>
    </message>
    <message>
        <source>Say for the selected ({0})</source>
        <translation>Für die ausgewählten sagen ({0})</translation>
    </message>
</context>
<context>
    <name>ServerDialog</name>
    <message>
        <source>Map detail from the web</source>
        <translation>Kartendetails aus dem Netz</translation>
    </message>
    <message>
        <source>Whence needs no network. With a source typed in here, the parts of the map that you look at are asked for from that server, which thereby learns where you look. Tiles are kept on this computer.</source>
        <translation>Whence braucht kein Netz. Mit einer hier eingetippten Quelle werden die Teile der Karte, die Sie ansehen, von jenem Server geholt, der dadurch erfährt, wohin Sie sehen. Kacheln werden auf diesem Rechner aufgehoben.</translation>
    </message>
    <message>
        <source>Address of tiles</source>
        <translation>Adresse der Kacheln</translation>
    </message>
    <message>
        <source>Whose map it is</source>
        <translation>Wessen Karte es ist</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
</context>
<context>
    <name>Showing</name>
    <message>
        <source>There is no candidate whose reasons in the picture could be shown.</source>
        <translation>Es gibt keinen Kandidaten, dessen Gründe im Bild sich zeigen ließen.</translation>
    </message>
    <message>
        <source>Covering the photo part by part to see what speaks for {0} …</source>
        <translation>Das Foto wird Teil für Teil verdeckt, um zu sehen, was für {0} spricht …</translation>
    </message>
    <message>
        <source>Orange parts speak for the place, blue ones against it; the network alone gives it {0} %.</source>
        <translation>Orange Teile sprechen für den Ort, blaue dagegen; das Netz allein gibt ihm {0} %.</translation>
    </message>
</context>
<context>
    <name>TracksModel</name>
    <message>
        <source>Track</source>
        <translation>Track</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>To</source>
        <translation>Bis</translation>
    </message>
    <message>
        <source>Points</source>
        <translation>Punkte</translation>
    </message>
    <message>
        <source>cannot be read</source>
        <translation>nicht lesbar</translation>
    </message>
</context>
<context>
    <name>TracksPage</name>
    <message>
        <source>Tracks (*.gpx *.kml *.kmz *.nmea *.nma *.log *.json);;All files (*)</source>
        <translation>Tracks (*.gpx *.kml *.kmz *.nmea *.nma *.log *.json);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Add tracks</source>
        <translation>Tracks hinzufügen</translation>
    </message>
    <message>
        <source>Reading tracks…</source>
        <translation>Tracks werden gelesen…</translation>
    </message>
    <message>
        <source>No tracks yet: add some, or drop them here.</source>
        <translation>Noch keine Tracks: fügen Sie welche hinzu, oder ziehen Sie sie hierher.</translation>
    </message>
    <message>
        <source>Select a photo of a clock first.</source>
        <translation>Wählen Sie zuerst ein Foto einer Uhr.</translation>
    </message>
    <message>
        <source>{0}, give or take {1} s, as this clock shows.</source>
        <translation>{0}, auf {1} s genau, wie diese Uhr zeigt.</translation>
    </message>
    <message>
        <source>The day was taken from the camera.</source>
        <translation>Der Tag stammt von der Kamera.</translation>
    </message>
    <message>
        <source>Choose one camera: clocks are compared one by one.</source>
        <translation>Wählen Sie eine Kamera: Uhren werden einzeln verglichen.</translation>
    </message>
    <message>
        <source>This is a phone: its clock follows the network.</source>
        <translation>Das ist ein Telefon: Seine Uhr folgt dem Netz.</translation>
    </message>
    <message>
        <source>Comparing with photos by phones…</source>
        <translation>Vergleich mit Fotos von Telefonen…</translation>
    </message>
    <message>
        <source>It cannot be told: no phone photographed enough of the same moments as this camera.</source>
        <translation>Das lässt sich nicht sagen: Kein Telefon hat genug derselben Augenblicke aufgenommen wie diese Kamera.</translation>
    </message>
    <message>
        <source>{0}, give or take {1} s.</source>
        <translation>{0}, auf {1} s genau.</translation>
    </message>
</context>
<context>
    <name>Window</name>
    <message>
        <source>Review</source>
        <translation>Durchsehen</translation>
    </message>
    <message>
        <source>Writing</source>
        <translation>Schreiben</translation>
    </message>
    <message>
        <source>Tracks and clocks</source>
        <translation>Tracks und Uhren</translation>
    </message>
    <message>
        <source>Scanned prints</source>
        <translation>Abzüge</translation>
    </message>
    <message>
        <source>Another program uses the library; your last decisions are not kept yet. Close again to lose them.</source>
        <translation>Ein anderes Programm benutzt die Bibliothek; Ihre letzten Entscheidungen sind noch nicht gesichert. Erneutes Schließen verwirft sie.</translation>
    </message>
    <message>
        <source>Accepting what is sure</source>
        <translation>Sicheres wird angenommen</translation>
    </message>
    <message>
        <source>One file could not be used.</source>
        <translation>Eine Datei war nicht zu gebrauchen.</translation>
    </message>
    <message>
        <source>{0} files could not be used.</source>
        <translation>{0} Dateien waren nicht zu gebrauchen.</translation>
    </message>
</context>
<context>
    <name>WritePage</name>
    <message>
        <source>Write</source>
        <translation>Schreiben</translation>
    </message>
    <message>
        <source>Take the selected back</source>
        <translation>Ausgewählte zurücknehmen</translation>
    </message>
    <message>
        <source>Take the last run back</source>
        <translation>Letzten Durchgang zurücknehmen</translation>
    </message>
    <message>
        <source>Take everything back</source>
        <translation>Alles zurücknehmen</translation>
    </message>
    <message>
        <source>What would be written</source>
        <translation>Was geschrieben würde</translation>
    </message>
    <message>
        <source>What was written</source>
        <translation>Was geschrieben wurde</translation>
    </message>
    <message>
        <source>To write</source>
        <translation>Zu schreiben</translation>
    </message>
    <message>
        <source>The old bytes of every file are kept.</source>
        <translation>Die alten Bytes jeder Datei werden aufgehoben.</translation>
    </message>
    <message>
        <source>Written</source>
        <translation>Geschrieben</translation>
    </message>
    <message>
        <source>Looking at what would be written</source>
        <translation>Nachsehen, was geschrieben würde</translation>
    </message>
    <message>
        <source>Writing places into photos</source>
        <translation>Orte werden in Fotos geschrieben</translation>
    </message>
    <message>
        <source>Write places into {0} photos?</source>
        <translation>Orte in {0} Fotos schreiben?</translation>
    </message>
    <message>
        <source>A photo is never changed in place: a checked copy with the position added replaces it, and the old bytes are kept. Everything can be taken back, photo by photo or all at once, byte for byte.</source>
        <translation>Ein Foto wird nie an Ort und Stelle geändert: Eine geprüfte Kopie mit der Position tritt an seine Stelle, und die alten Bytes werden aufgehoben. Alles lässt sich zurücknehmen, Foto für Foto oder auf einmal, Byte für Byte.</translation>
    </message>
    <message>
        <source>Take everything back that was ever written, {0} rows?</source>
        <translation>Alles zurücknehmen, was je geschrieben wurde, {0} Zeilen?</translation>
    </message>
    <message>
        <source>Giving the old bytes back</source>
        <translation>Die alten Bytes werden zurückgegeben</translation>
    </message>
    <message>
        <source>Nothing accepted waits to be written.</source>
        <translation>Nichts Angenommenes wartet darauf, geschrieben zu werden.</translation>
    </message>
    <message>
        <source>{0} into the photos themselves, {1} into sidecars beside them</source>
        <translation>{0} in die Fotos selbst, {1} in Begleitdateien daneben</translation>
    </message>
    <message>
        <source>, {0} cannot be written</source>
        <translation>, {0} nicht zu schreiben</translation>
    </message>
</context>
<context>
    <name>facts</name>
    <message>
        <source>Taken</source>
        <translation>Aufgenommen</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>Kamera</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Position</source>
        <translation>Position</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>With it</source>
        <translation>Dazu</translation>
    </message>
    <message>
        <source>Caption</source>
        <translation>Bildtext</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>as you said</source>
        <translation>nach Ihrer Angabe</translation>
    </message>
    <message>
        <source>from the file name</source>
        <translation>aus dem Dateinamen</translation>
    </message>
    <message>
        <source>from the folder</source>
        <translation>aus dem Ordner</translation>
    </message>
    <message>
        <source>from the file&apos;s date</source>
        <translation>aus dem Datum der Datei</translation>
    </message>
    <message>
        <source>from Takeout</source>
        <translation>aus Takeout</translation>
    </message>
    <message>
        <source>doubtful: {0}</source>
        <translation>zweifelhaft: {0}</translation>
    </message>
    <message>
        <source>sidecar</source>
        <translation>Begleitdatei</translation>
    </message>
</context>
<context>
    <name>help</name>
    <message>
        <source>en</source>
        <comment>the folder of this language&apos;s help pages; en where it has none</comment>
        <translation>de</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>Menü</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
</context>
<context>
    <name>menus</name>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>Open a folder…</source>
        <translation>Ordner öffnen…</translation>
    </message>
    <message>
        <source>Open the sample library</source>
        <translation>Beispielsammlung öffnen</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>Einstellungen…</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>&amp;Decide</source>
        <translation>&amp;Entscheiden</translation>
    </message>
    <message>
        <source>Choose candidate {0}</source>
        <translation>Kandidat {0} wählen</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>Annehmen</translation>
    </message>
    <message>
        <source>Accept for the album</source>
        <translation>Für das Album annehmen</translation>
    </message>
    <message>
        <source>Reject the candidate</source>
        <translation>Kandidat verwerfen</translation>
    </message>
    <message>
        <source>No place applies</source>
        <translation>Kein Ort trifft zu</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>Überspringen</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Accept what is sure…</source>
        <translation>Sicheres annehmen…</translation>
    </message>
    <message>
        <source>&amp;Go</source>
        <translation>&amp;Gehen</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>Durchsehen</translation>
    </message>
    <message>
        <source>Writing</source>
        <translation>Schreiben</translation>
    </message>
    <message>
        <source>Tracks and clocks</source>
        <translation>Tracks und Uhren</translation>
    </message>
    <message>
        <source>Scanned prints</source>
        <translation>Abzüge</translation>
    </message>
    <message>
        <source>Copy the place</source>
        <translation>Ort kopieren</translation>
    </message>
    <message>
        <source>Accept the place on the clipboard</source>
        <translation>Ort aus der Zwischenablage annehmen</translation>
    </message>
    <message>
        <source>Favourite place, or none any more</source>
        <translation>Lieblingsort, oder nicht mehr</translation>
    </message>
    <message>
        <source>Next photo</source>
        <translation>Nächstes Foto</translation>
    </message>
    <message>
        <source>Previous photo</source>
        <translation>Voriges Foto</translation>
    </message>
    <message>
        <source>Next album to review</source>
        <translation>Nächstes Album zum Durchsehen</translation>
    </message>
    <message>
        <source>Type a place</source>
        <translation>Ort eintippen</translation>
    </message>
    <message>
        <source>&amp;Places</source>
        <translation>&amp;Orte</translation>
    </message>
    <message>
        <source>All photos</source>
        <translation>Alle Fotos</translation>
    </message>
    <message>
        <source>Show the photo&apos;s album</source>
        <translation>Album des Fotos zeigen</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>Larger thumbnails</source>
        <translation>Größere Vorschaubilder</translation>
    </message>
    <message>
        <source>Smaller thumbnails</source>
        <translation>Kleinere Vorschaubilder</translation>
    </message>
    <message>
        <source>Probability on the map</source>
        <translation>Wahrscheinlichkeit auf der Karte</translation>
    </message>
    <message>
        <source>Show why, in the picture</source>
        <translation>Im Bild zeigen, warum</translation>
    </message>
    <message>
        <source>Photos that look alike</source>
        <translation>Ähnliche Fotos</translation>
    </message>
    <message>
        <source>Show all candidates on the map</source>
        <translation>Alle Kandidaten auf der Karte zeigen</translation>
    </message>
    <message>
        <source>Map detail from a file…</source>
        <translation>Kartendetails aus einer Datei…</translation>
    </message>
    <message>
        <source>Map detail from the web…</source>
        <translation>Kartendetails aus dem Netz…</translation>
    </message>
    <message>
        <source>No map detail</source>
        <translation>Keine Kartendetails</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Hilfe</translation>
    </message>
    <message>
        <source>The first evening</source>
        <translation>Der erste Abend</translation>
    </message>
    <message>
        <source>Search the help</source>
        <translation>Hilfe durchsuchen</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>About Whence</source>
        <translation>Über Whence</translation>
    </message>
</context>
<context>
    <name>review</name>
    <message>
        <source>somewhere within 2500 km</source>
        <translation>irgendwo innerhalb von 2500 km</translation>
    </message>
    <message>
        <source>within {0} km</source>
        <translation>innerhalb von {0} km</translation>
    </message>
    <message>
        <source>the picture</source>
        <translation>das Bild</translation>
    </message>
    <message>
        <source>the album&apos;s pictures</source>
        <translation>die Bilder des Albums</translation>
    </message>
    <message>
        <source>photos near in time</source>
        <translation>zeitnahe Fotos</translation>
    </message>
    <message>
        <source>track</source>
        <translation>Track</translation>
    </message>
    <message>
        <source>lookalikes</source>
        <translation>ähnliche Fotos</translation>
    </message>
    <message>
        <source>names</source>
        <translation>Namen</translation>
    </message>
    <message>
        <source>text in the picture</source>
        <translation>Text im Bild</translation>
    </message>
    <message>
        <source>the clock&apos;s zone</source>
        <translation>die Zone der Uhr</translation>
    </message>
    <message>
        <source>the camera&apos;s market</source>
        <translation>wo es die Kamera gab</translation>
    </message>
    <message>
        <source>what lies beside it</source>
        <translation>was daneben liegt</translation>
    </message>
    <message>
        <source>where people photograph</source>
        <translation>wo Leute fotografieren</translation>
    </message>
    <message>
        <source>{0} m</source>
        <translation>{0} m</translation>
    </message>
    <message>
        <source>{0} km</source>
        <translation>{0} km</translation>
    </message>
</context>
<context>
    <name>settings</name>
    <message>
        <source>model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Name or folder of the model bundle that locate uses.</source>
        <translation>Name oder Ordner des Modells, das verortet.</translation>
    </message>
    <message>
        <source>provider</source>
        <translation>Rechenwerk</translation>
    </message>
    <message>
        <source>ONNX Runtime execution provider.</source>
        <translation>Womit ONNX Runtime rechnet.</translation>
    </message>
    <message>
        <source>threads</source>
        <translation>Fäden</translation>
    </message>
    <message>
        <source>Threads for decoding and for the network; 0 takes all cores.</source>
        <translation>Fäden zum Entpacken der Bilder und für das Netz; 0 nimmt alle Kerne.</translation>
    </message>
    <message>
        <source>read_signs</source>
        <translation>Schilder lesen</translation>
    </message>
    <message>
        <source>Read text in pictures, which is slow: auto (where time says little, at most 1000 photos a run), on, off.</source>
        <translation>Text in Bildern lesen, was dauert: von selbst (wo die Zeit wenig sagt, höchstens 1000 Fotos je Durchgang), an, aus.</translation>
    </message>
    <message>
        <source>auto</source>
        <translation>von selbst</translation>
    </message>
    <message>
        <source>on</source>
        <translation>an</translation>
    </message>
    <message>
        <source>off</source>
        <translation>aus</translation>
    </message>
    <message>
        <source>hidden_folders</source>
        <translation>Versteckte Ordner</translation>
    </message>
    <message>
        <source>Scan hidden and system folders too.</source>
        <translation>Auch versteckte Ordner und solche des Systems durchsehen.</translation>
    </message>
    <message>
        <source>follow_links</source>
        <translation>Verweisen folgen</translation>
    </message>
    <message>
        <source>Follow links to folders while scanning.</source>
        <translation>Beim Einlesen Verweisen auf Ordner folgen.</translation>
    </message>
    <message>
        <source>write</source>
        <translation>Schreiben</translation>
    </message>
    <message>
        <source>Where accepted places go: auto (into the file where safe, else a sidecar), exif, sidecar.</source>
        <translation>Wohin angenommene Orte kommen: von selbst (in die Datei, wo das sicher ist, sonst in eine Begleitdatei), Exif, Begleitdatei.</translation>
    </message>
    <message>
        <source>exif</source>
        <translation>Exif</translation>
    </message>
    <message>
        <source>sidecar</source>
        <translation>Begleitdatei</translation>
    </message>
    <message>
        <source>coarsest_coordinates</source>
        <translation>Gröbste Koordinaten</translation>
    </message>
    <message>
        <source>Coarsest level that is written as coordinates; coarser ones are written as text only.</source>
        <translation>Die gröbste Stufe, die als Koordinaten geschrieben wird; gröbere werden nur als Text geschrieben.</translation>
    </message>
    <message>
        <source>exact</source>
        <translation>genau</translation>
    </message>
    <message>
        <source>city</source>
        <translation>Stadt</translation>
    </message>
    <message>
        <source>region</source>
        <translation>Region</translation>
    </message>
    <message>
        <source>country</source>
        <translation>Land</translation>
    </message>
    <message>
        <source>continent</source>
        <translation>Erdteil</translation>
    </message>
    <message>
        <source>location_text</source>
        <translation>Ort als Text</translation>
    </message>
    <message>
        <source>Also write city, region and country as IPTC LocationCreated.</source>
        <translation>Stadt, Region und Land auch als IPTC LocationCreated schreiben.</translation>
    </message>
    <message>
        <source>xmp_in_file</source>
        <translation>XMP in der Datei</translation>
    </message>
    <message>
        <source>Add an XMP packet with provenance to files that have none.</source>
        <translation>Dateien ohne XMP-Paket eines mit der Herkunft geben.</translation>
    </message>
    <message>
        <source>hard_links</source>
        <translation>Mehrfache Verweise</translation>
    </message>
    <message>
        <source>Photos and sidecars with several hard links: refuse to write, or break the link.</source>
        <translation>Fotos und Begleitdateien mit mehreren harten Verweisen: nicht schreiben oder den Verweis lösen.</translation>
    </message>
    <message>
        <source>refuse</source>
        <translation>nicht schreiben</translation>
    </message>
    <message>
        <source>break</source>
        <translation>lösen</translation>
    </message>
    <message>
        <source>keep_mtime</source>
        <translation>Änderungszeit behalten</translation>
    </message>
    <message>
        <source>Keep the file&apos;s modification time when writing into it.</source>
        <translation>Die Änderungszeit der Datei beim Schreiben behalten.</translation>
    </message>
    <message>
        <source>wipe_old_position</source>
        <translation>Alte Position tilgen</translation>
    </message>
    <message>
        <source>Zero the old position&apos;s bytes when a position is corrected.</source>
        <translation>Die Bytes der alten Position nullen, wenn eine Position berichtigt wird.</translation>
    </message>
    <message>
        <source>privacy_zones</source>
        <translation>Geschützte Kreise</translation>
    </message>
    <message>
        <source>Circles where nothing exact is written: &apos;LAT,LON,RADIUS_KM[,skip|round]&apos;, separated by &apos;;&apos;.</source>
        <translation>Kreise, in denen nichts Genaues geschrieben wird: &apos;BREITE,LÄNGE,RADIUS_KM[,skip|round]&apos;, einer je Zeile.</translation>
    </message>
</context>
<context>
    <name>tracks</name>
    <message>
        <source>Tracks of this library</source>
        <translation>Tracks dieser Sammlung</translation>
    </message>
    <message>
        <source>Add tracks…</source>
        <translation>Tracks hinzufügen…</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>Kamera</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Übernehmen</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>Zurücknehmen</translation>
    </message>
    <message>
        <source>What the clock in the selected photo shows</source>
        <translation>Was die Uhr auf dem ausgewählten Foto zeigt</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>Verwenden</translation>
    </message>
    <message>
        <source>Compare with photos by phones</source>
        <translation>Mit Fotos von Telefonen vergleichen</translation>
    </message>
    <message>
        <source>Time zone of clocks that do not tell theirs</source>
        <translation>Zeitzone von Uhren, die keine angeben</translation>
    </message>
    <message>
        <source>Map of tracks</source>
        <translation>Karte der Tracks</translation>
    </message>
    <message>
        <source>Tracks</source>
        <translation>Tracks</translation>
    </message>
    <message>
        <source>Add to its times</source>
        <translation>Zu ihren Zeiten hinzuzählen</translation>
    </message>
    <message>
        <source>Clock</source>
        <translation>Uhr</translation>
    </message>
    <message>
        <source>A clock in it shows</source>
        <translation>Eine Uhr darauf zeigt</translation>
    </message>
    <message>
        <source>What tells the offset</source>
        <translation>Was den Versatz verrät</translation>
    </message>
    <message>
        <source>{0} of {1} photos of this album lie on a track.</source>
        <translation>{0} von {1} Fotos dieses Albums liegen auf einem Track.</translation>
    </message>
    <message>
        <source>This album has no photo of this camera.</source>
        <translation>Dieses Album hat kein Foto dieser Kamera.</translation>
    </message>
    <message>
        <source>Select a photo of a clock in the review.</source>
        <translation>Wählen Sie beim Durchsehen ein Foto einer Uhr.</translation>
    </message>
    <message>
        <source>{0}: its camera&apos;s clock showed {1}.</source>
        <translation>{0}: Die Uhr seiner Kamera zeigte {1}.</translation>
    </message>
    <message>
        <source>Every camera</source>
        <translation>Jede Kamera</translation>
    </message>
</context>
</TS>
