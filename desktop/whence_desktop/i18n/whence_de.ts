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
        <translation>Sagt, wo Fotos aufgenommen wurden, auf diesem Rechner und ohne Netz. Gemacht für die eigene Sammlung; nicht dafür da, herauszufinden, wo andere Menschen waren. MIT-Lizenz, von den Mitwirkenden an Whence.</translation>
    </message>
    <message>
        <source>Qt {0} under the LGPL 3, through PySide6.</source>
        <translation>Qt {0} unter der LGPL 3, über PySide6.</translation>
    </message>
    <message>
        <source>Third-party notices</source>
        <translation>Lizenzen Dritter</translation>
    </message>
</context>
<context>
    <name>Actions</name>
    <message>
        <source>Nothing in this album waits for a decision.</source>
        <translation>In diesem Album wartet nichts auf eine Entscheidung.</translation>
    </message>
    <message>
        <source>Taken back: {0}.</source>
        <translation>Zurückgenommen: {0}.</translation>
    </message>
    <message>
        <source>This position is in the photo already.</source>
        <translation>Diese Position steht schon im Foto.</translation>
    </message>
    <message>
        <source>There is nothing to undo.</source>
        <translation>Es gibt nichts zurückzunehmen.</translation>
    </message>
    <message>
        <source>There is nothing to redo.</source>
        <translation>Es gibt nichts zu wiederholen.</translation>
    </message>
    <message>
        <source>Counts again: {0}.</source>
        <translation>Gilt wieder: {0}.</translation>
    </message>
    <message>
        <source>There is no candidate {0} to choose.</source>
        <translation>Es gibt keinen Kandidaten {0} zur Wahl.</translation>
    </message>
    <message>
        <source>Accepted: {1}.</source>
        <translation>Angenommen: {1}.</translation>
    </message>
    <message>
        <source>Accepted for {0} photos: {1}.</source>
        <translation>Für {0} Fotos angenommen: {1}.</translation>
    </message>
    <message>
        <source>Rejected: {1}.</source>
        <translation>Verworfen: {1}.</translation>
    </message>
    <message>
        <source>Rejected for {0} photos: {1}.</source>
        <translation>Für {0} Fotos verworfen: {1}.</translation>
    </message>
    <message>
        <source>No place applies.</source>
        <translation>Kein Ort trifft zu.</translation>
    </message>
    <message>
        <source>No place applies to {0} photos.</source>
        <translation>Auf {0} Fotos trifft kein Ort zu.</translation>
    </message>
    <message>
        <source>Skipped.</source>
        <translation>Übersprungen.</translation>
    </message>
    <message>
        <source>{0} photos were skipped.</source>
        <translation>{0} Fotos wurden übersprungen.</translation>
    </message>
    <message>
        <source>the place on the map</source>
        <translation>der Ort auf der Karte</translation>
    </message>
    <message>
        <source>decisions on {0} photos</source>
        <translation>Entscheidungen zu {0} Fotos</translation>
    </message>
    <message>
        <source>the decision on {0}</source>
        <translation>die Entscheidung zu {0}</translation>
    </message>
    <message>
        <source>when prints were taken</source>
        <translation>wann Abzüge aufgenommen wurden</translation>
    </message>
    <message>
        <source>the order of prints</source>
        <translation>die Reihenfolge der Abzüge</translation>
    </message>
    <message>
        <source>the offset of a clock</source>
        <translation>der Versatz einer Uhr</translation>
    </message>
    <message>
        <source>the time zone of a clock</source>
        <translation>die Zeitzone einer Uhr</translation>
    </message>
    <message>
        <source>which tracks count</source>
        <translation>welche Tracks zählen</translation>
    </message>
    <message>
        <source>which photos show the same moment</source>
        <translation>welche Fotos denselben Augenblick zeigen</translation>
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
    <message>
        <source>d</source>
        <translation>d.</translation>
    </message>
    <message>
        <source>d MMM</source>
        <translation>d. MMM</translation>
    </message>
    <message>
        <source>d MMM yyyy</source>
        <translation>d. MMM yyyy</translation>
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
        <source>Your own photos that look most like it: likeness, distance from the candidate, day</source>
        <translation>Ihre eigenen Fotos, die ihm am meisten gleichen: Ähnlichkeit, Abstand vom Kandidaten, Tag</translation>
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
        <source>Run a selftest</source>
        <translation>Selbsttest machen</translation>
    </message>
    <message>
        <source>Hides the positions of your own photos, looks for them again, and tells from which chance on the answers proved right. It takes a while; no photo is changed, and no answer.</source>
        <translation>Verbirgt die Positionen Ihrer eigenen Fotos, sucht sie wieder und sagt, ab welcher Wahrscheinlichkeit die Antworten stimmten. Das dauert eine Weile; kein Foto und keine Antwort ändert sich dadurch.</translation>
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
        <source>Looking for hidden places</source>
        <translation>Verborgene Orte werden gesucht</translation>
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
        <source>No candidates yet: they come once the album was located.</source>
        <translation>Noch keine Kandidaten: sie kommen, sobald das Album verortet ist.</translation>
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
        <source>New key for {0}</source>
        <translation>Neue Taste für {0}</translation>
    </message>
    <message>
        <source>{0} has no key {1} any more.</source>
        <translation>{0} hat die Taste {1} nicht mehr.</translation>
    </message>
</context>
<context>
    <name>ClockBox</name>
    <message>
        <source>Clock offset, hours</source>
        <translation>Versatz der Uhr, Stunden</translation>
    </message>
    <message>
        <source>Hours. Arrow keys: a quarter of an hour; Page Up and Page Down: an hour.</source>
        <translation>Stunden. Pfeiltasten: eine Viertelstunde; Bild auf und Bild ab: eine Stunde.</translation>
    </message>
    <message>
        <source>Clock offset, minutes and seconds</source>
        <translation>Versatz der Uhr, Minuten und Sekunden</translation>
    </message>
    <message>
        <source>Minutes. Arrow keys: a second; Page Up and Page Down: a minute.</source>
        <translation>Minuten. Pfeiltasten: eine Sekunde; Bild auf und Bild ab: eine Minute.</translation>
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
    <message>
        <source>Escape closes it, too.</source>
        <translation>Auch Escape schließt sie.</translation>
    </message>
    <message>
        <source>Kind of message</source>
        <translation>Art der Meldung</translation>
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
        <source>There is nothing to accept here yet.</source>
        <translation>Hier gibt es noch nichts anzunehmen.</translation>
    </message>
    <message>
        <source>There is no candidate to reject.</source>
        <translation>Hier gibt es keinen Kandidaten zu verwerfen.</translation>
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
    <message>
        <source>Read what a first evening looks like</source>
        <translation>Lesen, wie ein erster Abend aussieht</translation>
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
    <name>Pairs</name>
    <message>
        <source>Select one photo, or two that show the same moment.</source>
        <translation>Wählen Sie ein Foto, oder zwei, die denselben Augenblick zeigen.</translation>
    </message>
    <message>
        <source>{0} does not say to the second when it was taken.</source>
        <translation>{0} sagt nicht auf die Sekunde, wann es aufgenommen wurde.</translation>
    </message>
    <message>
        <source>Now another camera&apos;s photo that shows the same moment as {0}.</source>
        <translation>Jetzt das Foto einer anderen Kamera, das denselben Augenblick zeigt wie {0}.</translation>
    </message>
    <message>
        <source>{0} and {1} show the same moment.</source>
        <translation>{0} und {1} zeigen denselben Augenblick.</translation>
    </message>
</context>
<context>
    <name>PairsView</name>
    <message>
        <source>Photos that show the same moment</source>
        <translation>Fotos, die denselben Augenblick zeigen</translation>
    </message>
    <message>
        <source>{0} = … (select another camera&apos;s photo)</source>
        <translation>{0} = … (wählen Sie das Foto einer anderen Kamera)</translation>
    </message>
</context>
<context>
    <name>Patience</name>
    <message>
        <source>Keeping what was decided for many photos …</source>
        <translation>Die Entscheidungen für viele Fotos werden gesichert …</translation>
    </message>
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
        <source>Place</source>
        <translation>Ort</translation>
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
        <source>{0}, in place of {1}</source>
        <translation>{0}, anstelle von {1}</translation>
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
        <translation>Beenden</translation>
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
        <translation>1987, Sommer 1987, 12.7.1987, Weihnachten 1990, um 1985 …</translation>
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
        <source>{0}, as one pair of photos tells.</source>
        <translation>{0}, wie ein Paar Fotos verrät.</translation>
    </message>
    <message>
        <source>{0}, the middle of {1} pairs, which differ by up to {2} s.</source>
        <translation>{0}, die Mitte von {1} Paaren, die um bis zu {2} s auseinanderliegen.</translation>
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
    <name>TracksView</name>
    <message>
        <source>Tracks of this library</source>
        <translation>Tracks dieser Sammlung</translation>
    </message>
    <message>
        <source>Enter shows a track on the map.</source>
        <translation>Enter zeigt einen Track auf der Karte.</translation>
    </message>
</context>
<context>
    <name>UnseenNote</name>
    <message>
        <source>The chosen model has not seen all of these photos yet, so the map shows no chances.</source>
        <translation>Das gewählte Modell hat noch nicht alle diese Fotos gesehen, deshalb zeigt die Karte keine Wahrscheinlichkeiten.</translation>
    </message>
    <message>
        <source>Locate again</source>
        <translation>Neu verorten</translation>
    </message>
    <message>
        <source>The model looks at all photos of the library; what you decided stays.</source>
        <translation>Das Modell sieht sich alle Fotos der Bibliothek an; was Sie entschieden haben, bleibt.</translation>
    </message>
</context>
<context>
    <name>UpdateView</name>
    <message>
        <source>Your library comes from an older Whence and is being brought up to date.</source>
        <translation>Ihre Bibliothek stammt von einem älteren Whence und wird auf den neuen Stand gebracht.</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Kopiert</translation>
    </message>
    <message>
        <source>This happens once. Your photos are not touched.</source>
        <translation>Das geschieht einmal. Ihre Fotos bleiben unberührt.</translation>
    </message>
    <message>
        <source>The copy is kept. What is new is being made…</source>
        <translation>Die Kopie ist fertig. Was neu ist, wird angelegt …</translation>
    </message>
    <message>
        <source>A copy of it is kept first: {0} of {1} MB.</source>
        <translation>Zuerst wird eine Kopie davon angelegt: {0} von {1} MB.</translation>
    </message>
</context>
<context>
    <name>Walking</name>
    <message>
        <source>Nothing in this list waits for a decision any more; Writing shows what was accepted.</source>
        <translation>Nichts in dieser Liste wartet mehr auf eine Entscheidung; „Schreiben“ zeigt, was angenommen ist.</translation>
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
        <source>{0} takes it back.</source>
        <translation>{0} nimmt es zurück.</translation>
    </message>
    <message>
        <source>The library is busy; your last decisions are not kept yet. Close again to lose them.</source>
        <translation>Die Bibliothek ist beschäftigt; Ihre letzten Entscheidungen sind noch nicht gesichert. Erneutes Schließen verwirft sie.</translation>
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
        <source>Replace positions that photos already have</source>
        <translation>Positionen ersetzen, die Fotos schon haben</translation>
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
        <source>{0} places were written; under Written they can be taken back.</source>
        <translation>{0} Orte wurden geschrieben; unter „Geschrieben“ lassen sie sich zurücknehmen.</translation>
    </message>
    <message>
        <source>{0} were taken back.</source>
        <translation>{0} wurden zurückgenommen.</translation>
    </message>
    <message>
        <source>{0} could not be written.</source>
        <translation>{0} ließen sich nicht schreiben.</translation>
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
    <name>engine</name>
    <message>
        <source>English</source>
        <translation>Englisch</translation>
    </message>
    <message>
        <source>German</source>
        <translation>Deutsch</translation>
    </message>
    <message>
        <source>French</source>
        <translation>Französisch</translation>
    </message>
    <message>
        <source>Italian</source>
        <translation>Italienisch</translation>
    </message>
    <message>
        <source>Spanish</source>
        <translation>Spanisch</translation>
    </message>
    <message>
        <source>Portuguese</source>
        <translation>Portugiesisch</translation>
    </message>
    <message>
        <source>Catalan</source>
        <translation>Katalanisch</translation>
    </message>
    <message>
        <source>Dutch</source>
        <translation>Niederländisch</translation>
    </message>
    <message>
        <source>Swedish</source>
        <translation>Schwedisch</translation>
    </message>
    <message>
        <source>Norwegian</source>
        <translation>Norwegisch</translation>
    </message>
    <message>
        <source>Danish</source>
        <translation>Dänisch</translation>
    </message>
    <message>
        <source>Finnish</source>
        <translation>Finnisch</translation>
    </message>
    <message>
        <source>Icelandic</source>
        <translation>Isländisch</translation>
    </message>
    <message>
        <source>Polish</source>
        <translation>Polnisch</translation>
    </message>
    <message>
        <source>Czech</source>
        <translation>Tschechisch</translation>
    </message>
    <message>
        <source>Slovak</source>
        <translation>Slowakisch</translation>
    </message>
    <message>
        <source>Hungarian</source>
        <translation>Ungarisch</translation>
    </message>
    <message>
        <source>Romanian</source>
        <translation>Rumänisch</translation>
    </message>
    <message>
        <source>Serbian or Croatian</source>
        <translation>Serbisch oder Kroatisch</translation>
    </message>
    <message>
        <source>Slovenian</source>
        <translation>Slowenisch</translation>
    </message>
    <message>
        <source>Turkish</source>
        <translation>Türkisch</translation>
    </message>
    <message>
        <source>Vietnamese</source>
        <translation>Vietnamesisch</translation>
    </message>
    <message>
        <source>Indonesian or Malay</source>
        <translation>Indonesisch oder Malaiisch</translation>
    </message>
    <message>
        <source>Filipino</source>
        <translation>Filipino</translation>
    </message>
    <message>
        <source>Estonian</source>
        <translation>Estnisch</translation>
    </message>
    <message>
        <source>Latvian</source>
        <translation>Lettisch</translation>
    </message>
    <message>
        <source>Lithuanian</source>
        <translation>Litauisch</translation>
    </message>
    <message>
        <source>Japanese</source>
        <translation>Japanisch</translation>
    </message>
    <message>
        <source>Chinese</source>
        <translation>Chinesisch</translation>
    </message>
    <message>
        <source>Chinese (simplified)</source>
        <translation>Chinesisch (vereinfacht)</translation>
    </message>
    <message>
        <source>Chinese (traditional)</source>
        <translation>Chinesisch (traditionell)</translation>
    </message>
    <message>
        <source>Korean</source>
        <translation>Koreanisch</translation>
    </message>
    <message>
        <source>Greek</source>
        <translation>Griechisch</translation>
    </message>
    <message>
        <source>Thai</source>
        <translation>Thailändisch</translation>
    </message>
    <message>
        <source>Hebrew</source>
        <translation>Hebräisch</translation>
    </message>
    <message>
        <source>Arabic</source>
        <translation>Arabisch</translation>
    </message>
    <message>
        <source>Persian</source>
        <translation>Persisch</translation>
    </message>
    <message>
        <source>Urdu</source>
        <translation>Urdu</translation>
    </message>
    <message>
        <source>Hindi</source>
        <translation>Hindi</translation>
    </message>
    <message>
        <source>Marathi</source>
        <translation>Marathi</translation>
    </message>
    <message>
        <source>Nepali</source>
        <translation>Nepalesisch</translation>
    </message>
    <message>
        <source>Bengali</source>
        <translation>Bengalisch</translation>
    </message>
    <message>
        <source>Tamil</source>
        <translation>Tamil</translation>
    </message>
    <message>
        <source>Telugu</source>
        <translation>Telugu</translation>
    </message>
    <message>
        <source>Kannada</source>
        <translation>Kannada</translation>
    </message>
    <message>
        <source>Malayalam</source>
        <translation>Malayalam</translation>
    </message>
    <message>
        <source>Gujarati</source>
        <translation>Gujarati</translation>
    </message>
    <message>
        <source>Punjabi</source>
        <translation>Punjabi</translation>
    </message>
    <message>
        <source>Sinhalese</source>
        <translation>Singhalesisch</translation>
    </message>
    <message>
        <source>Khmer</source>
        <translation>Khmer</translation>
    </message>
    <message>
        <source>Lao</source>
        <translation>Laotisch</translation>
    </message>
    <message>
        <source>Burmese</source>
        <translation>Birmanisch</translation>
    </message>
    <message>
        <source>Georgian</source>
        <translation>Georgisch</translation>
    </message>
    <message>
        <source>Armenian</source>
        <translation>Armenisch</translation>
    </message>
    <message>
        <source>Amharic</source>
        <translation>Amharisch</translation>
    </message>
    <message>
        <source>Tigrinya</source>
        <translation>Tigrinya</translation>
    </message>
    <message>
        <source>Tibetan</source>
        <translation>Tibetisch</translation>
    </message>
    <message>
        <source>Russian</source>
        <translation>Russisch</translation>
    </message>
    <message>
        <source>Ukrainian</source>
        <translation>Ukrainisch</translation>
    </message>
    <message>
        <source>Belarusian</source>
        <translation>Belarussisch</translation>
    </message>
    <message>
        <source>Bulgarian</source>
        <translation>Bulgarisch</translation>
    </message>
    <message>
        <source>Macedonian</source>
        <translation>Mazedonisch</translation>
    </message>
    <message>
        <source>Kazakh</source>
        <translation>Kasachisch</translation>
    </message>
    <message>
        <source>Kyrgyz</source>
        <translation>Kirgisisch</translation>
    </message>
    <message>
        <source>Mongolian</source>
        <translation>Mongolisch</translation>
    </message>
    <message>
        <source>EOS Kiss, its name in Japan</source>
        <translation>eine EOS Kiss, wie sie in Japan heißt</translation>
    </message>
    <message>
        <source>EOS Rebel, its name in North America</source>
        <translation>eine EOS Rebel, wie sie in Nordamerika heißt</translation>
    </message>
    <message>
        <source>IXY, its name in Japan</source>
        <translation>eine IXY, wie sie in Japan heißt</translation>
    </message>
    <message>
        <source>PowerShot ELPH, its name in North America</source>
        <translation>eine PowerShot ELPH, wie sie in Nordamerika heißt</translation>
    </message>
    <message>
        <source>IXUS, its name outside North America and Japan</source>
        <translation>eine IXUS, wie sie außerhalb von Nordamerika und Japan heißt</translation>
    </message>
    <message>
        <source>EOS with three or four digits, its name outside North America and Japan</source>
        <translation>eine EOS mit drei oder vier Ziffern, wie sie außerhalb von Nordamerika und Japan heißt</translation>
    </message>
    <message>
        <source>a model of carriers in the United States</source>
        <translation>ein Modell für Netzbetreiber in den Vereinigten Staaten</translation>
    </message>
    <message>
        <source>a model of carriers in Canada</source>
        <translation>ein Modell für Netzbetreiber in Kanada</translation>
    </message>
    <message>
        <source>a model of carriers in Korea</source>
        <translation>ein Modell für Netzbetreiber in Korea</translation>
    </message>
    <message>
        <source>a model for China, Hong Kong and Taiwan</source>
        <translation>ein Modell für China, Hongkong und Taiwan</translation>
    </message>
    <message>
        <source>a model of carriers in North America</source>
        <translation>ein Modell für Netzbetreiber in Nordamerika</translation>
    </message>
    <message>
        <source>a model of carriers in Japan</source>
        <translation>ein Modell für Netzbetreiber in Japan</translation>
    </message>
    <message>
        <source>an i-mode phone of NTT docomo</source>
        <translation>ein i-mode-Telefon von NTT docomo</translation>
    </message>
    <message>
        <source>a model of NTT docomo in Japan</source>
        <translation>ein Modell von NTT docomo in Japan</translation>
    </message>
    <message>
        <source>a model of au in Japan</source>
        <translation>ein Modell von au in Japan</translation>
    </message>
    <message>
        <source>a model of SoftBank in Japan</source>
        <translation>ein Modell von SoftBank in Japan</translation>
    </message>
    <message>
        <source>a model for China</source>
        <translation>ein Modell für China</translation>
    </message>
    <message>
        <source>Droid, a name of Verizon in the United States</source>
        <translation>ein Droid, ein Name von Verizon in den Vereinigten Staaten</translation>
    </message>
    <message>
        <source>Lumix ZS or TS, a name in North America</source>
        <translation>eine Lumix ZS oder TS, ein Name in Nordamerika</translation>
    </message>
    <message>
        <source>Maxxum, its name in North America</source>
        <translation>eine Maxxum, wie sie in Nordamerika heißt</translation>
    </message>
    <message>
        <source>Dynax, its name outside North America and Japan</source>
        <translation>eine Dynax, wie sie außerhalb von Nordamerika und Japan heißt</translation>
    </message>
    <message>
        <source>Alpha, its name in Japan</source>
        <translation>eine Alpha, wie sie in Japan heißt</translation>
    </message>
    <message>
        <source>{name} holds vector tiles; only PNG, JPEG and WebP tiles are drawn.</source>
        <translation>{name} enthält Vektorkacheln; gezeichnet werden nur Kacheln in PNG, JPEG und WebP.</translation>
    </message>
    <message>
        <source>{name} holds no tiles.</source>
        <translation>{name} enthält keine Kacheln.</translation>
    </message>
    <message>
        <source>There is no map file {name}: is its drive connected?</source>
        <translation>Die Kartendatei {name} gibt es nicht: Ist ihr Laufwerk angeschlossen?</translation>
    </message>
    <message>
        <source>{name} cannot be read as a map: {why}.</source>
        <translation>{name} lässt sich nicht als Karte lesen: {why}.</translation>
    </message>
    <message>
        <source>{name} is no MBTiles file: choose one with PNG or JPEG tiles.</source>
        <translation>{name} ist keine MBTiles-Datei: Wählen Sie eine mit Kacheln in PNG oder JPEG.</translation>
    </message>
    <message>
        <source>The map {name} can no longer be read: {why}.</source>
        <translation>Die Karte {name} lässt sich nicht mehr lesen: {why}.</translation>
    </message>
    <message>
        <source>A source of tiles begins with https:// and the name of a server.</source>
        <translation>Eine Kachelquelle beginnt mit https:// und dem Namen eines Servers.</translation>
    </message>
    <message>
        <source>A source of tiles names {z}, {x} and {y}, as in https://tiles.example/{z}/{x}/{y}.png.</source>
        <translation>Eine Kachelquelle nennt {z}, {x} und {y}, wie in https://tiles.example/{z}/{x}/{y}.png.</translation>
    </message>
    <message>
        <source>No map from {name}: {why}. The built-in map is shown.</source>
        <translation>Keine Karte von {name}: {why}. Es wird die eingebaute Karte gezeigt.</translation>
    </message>
    <message>
        <source>{zone!r} is no time zone; name one such as Europe/Lisbon, or an offset as +02:00.</source>
        <translation>„{zone}“ ist keine Zeitzone; nennen Sie eine wie Europe/Lisbon, oder einen Abstand wie +02:00.</translation>
    </message>
    <message>
        <source>What was accepted is too coarse to be written.</source>
        <translation>Was angenommen wurde, ist zu grob, um geschrieben zu werden.</translation>
    </message>
    <message>
        <source>The photo is gone, or another picture lies there now.</source>
        <translation>Das Foto ist weg, oder dort liegt jetzt ein anderes Bild.</translation>
    </message>
    <message>
        <source>The last decision was written into its photo already: undo the writing first.</source>
        <translation>Die letzte Entscheidung ist schon in ihr Foto geschrieben: Nehmen Sie zuerst das Schreiben zurück.</translation>
    </message>
    <message>
        <source>it has no XMP packet that could hold words</source>
        <translation>es hat kein XMP-Paket, das Worte aufnehmen könnte</translation>
    </message>
    <message>
        <source>it was taken inside a privacy zone</source>
        <translation>es wurde in einer privaten Zone aufgenommen</translation>
    </message>
    <message>
        <source>{reason}; its sidecar serves instead</source>
        <translation>{reason}; stattdessen dient die Begleitdatei</translation>
    </message>
    <message>
        <source>the file itself still states another position</source>
        <translation>die Datei selbst nennt weiterhin eine andere Position</translation>
    </message>
    <message>
        <source>it cannot be read ({why})</source>
        <translation>es kann nicht gelesen werden ({why})</translation>
    </message>
    <message>
        <source>{name} was changed by another program since it was written</source>
        <translation>{name} wurde seit dem Schreiben von einem anderen Programm geändert</translation>
    </message>
    <message>
        <source>{name} is gone</source>
        <translation>{name} ist weg</translation>
    </message>
    <message>
        <source>the old bytes do not give the old file</source>
        <translation>die alten Bytes ergeben nicht die alte Datei</translation>
    </message>
    <message>
        <source>It was changed since, so only the position was taken out.</source>
        <translation>Es wurde seither geändert, deshalb wurde nur die Position herausgenommen.</translation>
    </message>
    <message>
        <source>Its clock was corrected by {offset}: {met} of its {bursts} bursts then fall within two minutes of photos by {phone}.</source>
        <translation>Die Uhr wurde um {offset} gestellt: Dann fallen {met} ihrer {bursts} Serien auf zwei Minuten genau mit Fotos von {phone} zusammen.</translation>
    </message>
    <message>
        <source>The time of this photo is not known to the second: take a photo that says when it was taken.</source>
        <translation>Die Zeit dieses Fotos ist nicht auf die Sekunde bekannt: Nehmen Sie ein Foto, das sagt, wann es entstand.</translation>
    </message>
    <message>
        <source>{shown!r} is no time that a clock shows; type 14:32:10, 2:32 pm or 2014-07-12 14:32.</source>
        <translation>„{shown}“ ist keine Zeit, die eine Uhr zeigt; schreiben Sie 14:32:10, 2:32 pm oder 2014-07-12 14:32.</translation>
    </message>
    <message>
        <source>{shown!r} is no time that a clock shows; hours go to 23, minutes to 59.</source>
        <translation>„{shown}“ ist keine Zeit, die eine Uhr zeigt; Stunden gehen bis 23, Minuten bis 59.</translation>
    </message>
    <message>
        <source>Model bundle {where} was made for a newer Whence (format {version}); update Whence.</source>
        <translation>Das Modell {where} ist für ein neueres Whence gemacht (Format {version}); aktualisieren Sie Whence.</translation>
    </message>
    <message>
        <source>Install model bundle {where} anew: its card.json is damaged (it is too large).</source>
        <translation>Installieren Sie das Modell {where} neu: Sein card.json ist beschädigt (es ist zu groß).</translation>
    </message>
    <message>
        <source>A file that goes with it was left as it was: {reason}</source>
        <translation>Eine Datei, die dazugehört, blieb, wie sie war: {reason}</translation>
    </message>
    <message>
        <source>{path} is a copy of the other photo: choose photos by two cameras.</source>
        <translation>{path} ist eine Kopie des anderen Fotos: Wählen Sie Fotos von zwei Kameras.</translation>
    </message>
    <message>
        <source>it already has a position, which stays unless positions are to be replaced</source>
        <translation>es hat schon eine Position, die bleibt, solange Positionen nicht ersetzt werden sollen</translation>
    </message>
    <message>
        <source>Match at least one photo of this camera with a photo that shows the same moment.</source>
        <translation>Ordnen Sie mindestens einem Foto dieser Kamera ein Foto zu, das denselben Augenblick zeigt.</translation>
    </message>
    <message>
        <source>The time of one of these photos is not known to the second: match photos that say when they were taken.</source>
        <translation>Die Zeit eines dieser Fotos ist nicht auf die Sekunde bekannt: Ordnen Sie Fotos einander zu, die sagen, wann sie aufgenommen wurden.</translation>
    </message>
    <message>
        <source>Install model bundle {where} anew: its card.json is damaged ({damage}).</source>
        <translation>Installieren Sie das Modell {where} neu: Sein card.json ist beschädigt ({damage}).</translation>
    </message>
    <message>
        <source>Install model bundle {where} anew, or ask its maker to mend its card.json: {key} there breaks the rule that it {rule}.</source>
        <translation>Installieren Sie das Modell {where} neu, oder bitten Sie seinen Hersteller, das card.json zu berichtigen: {key} darin bricht die Regel „it {rule}“.</translation>
    </message>
    <message>
        <source>{folder} is no model bundle: its card.json cannot be read ({why}); name a bundle&apos;s folder.</source>
        <translation>{folder} ist kein Modell: Sein card.json lässt sich nicht lesen ({why}); nennen Sie den Ordner eines Modells.</translation>
    </message>
    <message numerus="yes">
        <source>The album: {count} different pictures in time order, read together.</source>
        <translation>
            <numerusform>Das Album: ein einziges Bild, für sich gelesen.</numerusform>
            <numerusform>Das Album: {count} verschiedene Bilder in zeitlicher Folge, zusammen gelesen.</numerusform>
        </translation>
    </message>
    <message>
        <source>The camera, {model}, is {called}; nothing says that its owner was travelling.</source>
        <translation>Die Kamera, {model}, ist {called}; nichts sagt, dass ihr Besitzer auf Reisen war.</translation>
    </message>
    <message>
        <source>Reinstall Whence: its table of cameras cannot be read ({why}).</source>
        <translation>Installieren Sie Whence neu: Seine Tabelle der Kameras lässt sich nicht lesen ({why}).</translation>
    </message>
    <message>
        <source>{photo} (likeness {cosine:.2f})</source>
        <translation>{photo} (Ähnlichkeit {cosine:.2f})</translation>
    </message>
    <message>
        <source>It looks like your photo {alike}; in your library the most similar photo is from within {radius:g} km in {right:.0f} % of cases, by chance in {chance:.0f} %.</source>
        <translation>Es sieht aus wie Ihr Foto {alike}; in Ihrer Sammlung stammt das ähnlichste Foto in {right:.0f} % der Fälle aus einem Umkreis von {radius:g} km, durch Zufall in {chance:.0f} %.</translation>
    </message>
    <message>
        <source>{name} of {day:%Y-%m-%d}</source>
        <translation>{name} vom {day:%d.%m.%Y}</translation>
    </message>
    <message numerus="yes">
        <source>{alike}, and {count} more taken near it</source>
        <translation>
            <numerusform>{alike} und einem weiteren aus seiner Nähe</numerusform>
            <numerusform>{alike} und {count} weiteren aus seiner Nähe</numerusform>
        </translation>
    </message>
    <message>
        <source>&quot;{text}&quot;</source>
        <translation>„{text}“</translation>
    </message>
    <message>
        <source>&quot;{text}&quot; ({names} beside it)</source>
        <translation>„{text}“ (daneben {names})</translation>
    </message>
    <message>
        <source>The folder is called {text}: {places}.</source>
        <translation>Der Ordner heißt {text}: {places}.</translation>
    </message>
    <message>
        <source>The file is called {text}: {places}.</source>
        <translation>Die Datei heißt {text}: {places}.</translation>
    </message>
    <message>
        <source>The caption or keywords say {text}: {places}.</source>
        <translation>Bildunterschrift oder Stichwörter sagen {text}: {places}.</translation>
    </message>
    <message>
        <source>{days:.0f} days</source>
        <translation>{days:.0f} Tage</translation>
    </message>
    <message>
        <source>{seconds:.0f} s</source>
        <translation>{seconds:.0f} s</translation>
    </message>
    <message>
        <source>{minutes:.0f} min</source>
        <translation>{minutes:.0f} min</translation>
    </message>
    <message>
        <source>{hours:.0f} h</source>
        <translation>{hours:.0f} h</translation>
    </message>
    <message>
        <source>The picture itself: the network gives its best cell {best:.1f} %.</source>
        <translation>Das Bild selbst: Das Netz gibt seiner besten Zelle {best:.1f} %.</translation>
    </message>
    <message>
        <source>Name at least one cue; installed are {installed}.</source>
        <translation>Nennen Sie mindestens eine Art von Hinweis; installiert sind {installed}.</translation>
    </message>
    <message>
        <source>There is no cue {name!r}; installed are {installed}.</source>
        <translation>Die Hinweisart „{name}“ gibt es nicht; installiert sind {installed}.</translation>
    </message>
    <message>
        <source>Another file of this picture, {name}, carries this position.</source>
        <translation>Eine andere Datei dieses Bildes, {name}, trägt diese Position.</translation>
    </message>
    <message>
        <source>web addresses of {where}</source>
        <translation>Webadressen von {where}</translation>
    </message>
    <message>
        <source>a price in {currencies}</source>
        <translation>ein Preis in {currencies}</translation>
    </message>
    <message>
        <source>a postal code of {where}</source>
        <translation>eine Postleitzahl von {where}</translation>
    </message>
    <message>
        <source>a number plate like those of {where}</source>
        <translation>ein Nummernschild wie in {where}</translation>
    </message>
    <message>
        <source>the telephone code +{code}: {where}</source>
        <translation>die Vorwahl +{code}: {where}</translation>
    </message>
    <message>
        <source>telephone numbers of {where}</source>
        <translation>Telefonnummern von {where}</translation>
    </message>
    <message>
        <source>Reinstall Whence: its trust in signs cannot be read ({why}).</source>
        <translation>Installieren Sie Whence neu: Sein Vertrauen in Schilder lässt sich nicht lesen ({why}).</translation>
    </message>
    <message>
        <source>A sign reads {texts}.</source>
        <translation>Auf einem Schild steht {texts}.</translation>
    </message>
    <message>
        <source>&quot;{text}&quot; ({means})</source>
        <translation>„{text}“ ({means})</translation>
    </message>
    <message>
        <source>The track {name} has {what} (time read with {how}).</source>
        <translation>Der Track {name} hat {what} (Zeit gelesen mit {how}).</translation>
    </message>
    <message>
        <source>a fix at that very moment</source>
        <translation>einen Punkt genau in diesem Augenblick</translation>
    </message>
    <message>
        <source>a fix {before} before and {after} after, {apart} apart</source>
        <translation>einen Punkt {before} davor und einen {after} danach, {apart} auseinander</translation>
    </message>
    <message>
        <source>its last fix {time} before</source>
        <translation>seinen letzten Punkt {time} davor</translation>
    </message>
    <message>
        <source>its next fix {time} after</source>
        <translation>seinen nächsten Punkt {time} danach</translation>
    </message>
    <message>
        <source>{metres:.0f} m</source>
        <translation>{metres:.0f} m</translation>
    </message>
    <message>
        <source>{km:.1f} km</source>
        <translation>{km:.1f} km</translation>
    </message>
    <message>
        <source>{how}, its clock corrected by {offset}</source>
        <translation>{how}, die Uhr um {offset} gestellt</translation>
    </message>
    <message>
        <source>the {utc} in the photo</source>
        <translation>{utc} aus dem Foto</translation>
    </message>
    <message>
        <source>the camera&apos;s {utc}</source>
        <translation>{utc} aus der Kamera</translation>
    </message>
    <message>
        <source>{utc} as clocks there show</source>
        <translation>{utc}, wie die Uhren dort zeigen</translation>
    </message>
    <message>
        <source>Takeout&apos;s UTC</source>
        <translation>UTC aus Takeout</translation>
    </message>
    <message>
        <source>{zone} as you said</source>
        <translation>{zone}, wie Sie sagten</translation>
    </message>
    <message>
        <source>Reinstall Whence: its travel prior is not the one that shipped.</source>
        <translation>Installieren Sie Whence neu: Seine Reisegewohnheiten sind nicht die mitgelieferten.</translation>
    </message>
    <message>
        <source>Reinstall Whence: its travel prior cannot be read ({why}).</source>
        <translation>Installieren Sie Whence neu: Seine Reisegewohnheiten lassen sich nicht lesen ({why}).</translation>
    </message>
    <message>
        <source>The clock: {how}, which is UTC{offset} on {day:%Y-%m-%d}; {share} of all photos are taken where clocks show that.</source>
        <translation>Die Uhr: {how}, das ist UTC{offset} am {day:%d.%m.%Y}; {share} aller Fotos entstehen dort, wo Uhren das zeigen.</translation>
    </message>
    <message>
        <source>its receiver, which had no position, said {utc:%H:%M} UTC</source>
        <translation>ihr Empfänger, der keine Position hatte, nannte {utc:%H:%M} UTC</translation>
    </message>
    <message>
        <source>its world time is set to {city}, as destination</source>
        <translation>ihre Weltzeit steht auf {city}, als Reiseziel</translation>
    </message>
    <message>
        <source>its world time is set to {city}</source>
        <translation>ihre Weltzeit steht auf {city}</translation>
    </message>
    <message>
        <source>the photo states its offset</source>
        <translation>das Foto nennt seinen Abstand von UTC</translation>
    </message>
    <message>
        <source>the camera&apos;s time zone is set</source>
        <translation>die Zeitzone der Kamera ist eingestellt</translation>
    </message>
    <message>
        <source>The camera itself wrote where it was: {places}.</source>
        <translation>Die Kamera selbst schrieb, wo sie war: {places}.</translation>
    </message>
    <message>
        <source>The file cannot be read: {why}.</source>
        <translation>Die Datei lässt sich nicht lesen: {why}.</translation>
    </message>
    <message>
        <source>Its decoder could not be started.</source>
        <translation>Der Decoder ließ sich nicht starten.</translation>
    </message>
    <message>
        <source>The worker is gone.</source>
        <translation>Der Hilfsprozess ist weg.</translation>
    </message>
    <message>
        <source>the process that decodes this format cannot be started</source>
        <translation>der Prozess, der dieses Format decodiert, lässt sich nicht starten</translation>
    </message>
    <message>
        <source>The picture is damaged (its decoder crashed).</source>
        <translation>Das Bild ist beschädigt (sein Decoder stürzte ab).</translation>
    </message>
    <message>
        <source>The picture is damaged (its decoder took longer than {limit:.0f} seconds).</source>
        <translation>Das Bild ist beschädigt (sein Decoder brauchte länger als {limit:.0f} Sekunden).</translation>
    </message>
    <message>
        <source>{name} changed while it was being removed</source>
        <translation>{name} änderte sich, während es entfernt wurde</translation>
    </message>
    <message>
        <source>The disk does not confirm what was written to {folder} ({why}).</source>
        <translation>Der Datenträger bestätigt nicht, was nach {folder} geschrieben wurde ({why}).</translation>
    </message>
    <message>
        <source>it cannot be written ({why})</source>
        <translation>es kann nicht geschrieben werden ({why})</translation>
    </message>
    <message>
        <source>it changed while it was being written; nothing was replaced</source>
        <translation>es änderte sich während des Schreibens; nichts wurde ersetzt</translation>
    </message>
    <message>
        <source>its attribute {name} could not be kept</source>
        <translation>sein Attribut {name} ließ sich nicht erhalten</translation>
    </message>
    <message>
        <source>The disk is full: free some space and run the command again.</source>
        <translation>Der Datenträger ist voll: Schaffen Sie Platz, und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>another program holds it open: close it there and try again</source>
        <translation>ein anderes Programm hält es offen: Schließen Sie es dort, und versuchen Sie es noch einmal</translation>
    </message>
    <message>
        <source>its folder cannot be written ({why})</source>
        <translation>in seinen Ordner lässt sich nicht schreiben ({why})</translation>
    </message>
    <message>
        <source>{name} appeared while it was being written</source>
        <translation>{name} erschien während des Schreibens</translation>
    </message>
    <message>
        <source>its owner could not be kept</source>
        <translation>sein Eigentümer ließ sich nicht erhalten</translation>
    </message>
    <message>
        <source>The file breaks off, or is damaged, before its picture begins.</source>
        <translation>Die Datei bricht ab, oder ist beschädigt, bevor ihr Bild beginnt.</translation>
    </message>
    <message>
        <source>The file has no picture that it calls its own.</source>
        <translation>Die Datei enthält kein eigenes Bild.</translation>
    </message>
    <message>
        <source>The table of pictures in the file is damaged.</source>
        <translation>Das Bilderverzeichnis der Datei ist beschädigt.</translation>
    </message>
    <message>
        <source>its name cannot be used</source>
        <translation>ihr Name lässt sich nicht verwenden</translation>
    </message>
    <message>
        <source>there is too much data behind its picture to check</source>
        <translation>hinter seinem Bild liegen zu viele Daten, um sie zu prüfen</translation>
    </message>
    <message>
        <source>it is no JPEG</source>
        <translation>es ist kein JPEG</translation>
    </message>
    <message>
        <source>it has several Exif segments</source>
        <translation>es hat mehrere Exif-Segmente</translation>
    </message>
    <message>
        <source>it has several XMP segments</source>
        <translation>es hat mehrere XMP-Segmente</translation>
    </message>
    <message>
        <source>its multi-picture table lies in front of its XMP segment</source>
        <translation>sein Verzeichnis mehrerer Bilder liegt vor dem XMP-Segment</translation>
    </message>
    <message>
        <source>its XMP segment is full</source>
        <translation>sein XMP-Segment ist voll</translation>
    </message>
    <message>
        <source>the new segment would be too long</source>
        <translation>das neue Segment würde zu lang</translation>
    </message>
    <message>
        <source>its multi-picture table lies in front of its Exif segment</source>
        <translation>sein Verzeichnis mehrerer Bilder liegt vor dem Exif-Segment</translation>
    </message>
    <message>
        <source>its JPEG segments are damaged</source>
        <translation>seine JPEG-Segmente sind beschädigt</translation>
    </message>
    <message>
        <source>its JPEG data ends before the picture</source>
        <translation>seine JPEG-Daten enden vor dem Bild</translation>
    </message>
    <message>
        <source>its MakerNote points to data behind the picture, which would move</source>
        <translation>seine MakerNote zeigt auf Daten hinter dem Bild, die sich verschieben würden</translation>
    </message>
    <message>
        <source>it is no regular file</source>
        <translation>es ist keine gewöhnliche Datei</translation>
    </message>
    <message>
        <source>it is larger than 1 GB</source>
        <translation>es ist größer als 1 GB</translation>
    </message>
    <message>
        <source>another program is writing it just now: let it finish and try again</source>
        <translation>ein anderes Programm schreibt es gerade: Lassen Sie es fertig werden, und versuchen Sie es noch einmal</translation>
    </message>
    <message>
        <source>it was replaced while it was being opened</source>
        <translation>es wurde ersetzt, während es geöffnet wurde</translation>
    </message>
    <message>
        <source>The picture is damaged.</source>
        <translation>Das Bild ist beschädigt.</translation>
    </message>
    <message>
        <source>The picture is damaged ({said}).</source>
        <translation>Das Bild ist beschädigt ({said}).</translation>
    </message>
    <message>
        <source>This is no picture.</source>
        <translation>Das ist kein Bild.</translation>
    </message>
    <message>
        <source>The picture claims {width} x {height} pixels, more than Whence opens.</source>
        <translation>Das Bild behauptet {width} x {height} Pixel, mehr als Whence öffnet.</translation>
    </message>
    <message>
        <source>The picture comes in more scans than any program writes.</source>
        <translation>Das Bild kommt in mehr Durchgängen, als irgendein Programm schreibt.</translation>
    </message>
    <message>
        <source>The file breaks off: only {percent} % of the picture is there.</source>
        <translation>Die Datei bricht ab: Nur {percent} % des Bildes sind da.</translation>
    </message>
    <message>
        <source>The file is larger than Whence opens in this format.</source>
        <translation>Die Datei ist größer, als Whence in diesem Format öffnet.</translation>
    </message>
    <message>
        <source>The file holds no picture in a coding that can be decoded here.</source>
        <translation>Die Datei enthält kein Bild in einer Codierung, die hier decodiert werden kann.</translation>
    </message>
    <message>
        <source>{kind} pictures cannot be decoded here.</source>
        <translation>Bilder in {kind} können hier nicht decodiert werden.</translation>
    </message>
    <message>
        <source>There is no preview in this RAW file; install the extra `raw` to develop it.</source>
        <translation>In dieser RAW-Datei ist keine Vorschau; installieren Sie den Zusatz `raw`, um sie zu entwickeln.</translation>
    </message>
    <message>
        <source>its picture does not fit into memory</source>
        <translation>ihr Bild passt nicht in den Speicher</translation>
    </message>
    <message>
        <source>it is no PNG</source>
        <translation>es ist kein PNG</translation>
    </message>
    <message>
        <source>it holds no picture</source>
        <translation>es enthält kein Bild</translation>
    </message>
    <message>
        <source>it has several eXIf chunks</source>
        <translation>es hat mehrere eXIf-Chunks</translation>
    </message>
    <message>
        <source>it has several XMP chunks</source>
        <translation>es hat mehrere XMP-Chunks</translation>
    </message>
    <message>
        <source>its XMP is compressed</source>
        <translation>sein XMP ist komprimiert</translation>
    </message>
    <message>
        <source>its XMP chunk is damaged</source>
        <translation>sein XMP-Chunk ist beschädigt</translation>
    </message>
    <message>
        <source>its PNG chunks are damaged</source>
        <translation>seine PNG-Chunks sind beschädigt</translation>
    </message>
    <message>
        <source>it carries Exif in a text chunk, which other programs may read first</source>
        <translation>es trägt Exif in einem Text-Chunk, den andere Programme womöglich zuerst lesen</translation>
    </message>
    <message>
        <source>Mend the privacy zone {text!r}: it is not LAT,LON,RADIUS_KM[,skip|round].</source>
        <translation>Berichtigen Sie die private Zone „{text}“: Sie ist nicht LAT,LON,RADIUS_KM[,skip|round].</translation>
    </message>
    <message>
        <source>Neither the size of the picture nor a preview can be found in this RAW file.</source>
        <translation>In dieser RAW-Datei findet sich weder die Größe des Bildes noch eine Vorschau.</translation>
    </message>
    <message>
        <source>The file is empty.</source>
        <translation>Die Datei ist leer.</translation>
    </message>
    <message>
        <source>The file is no {kind}, whatever its name says.</source>
        <translation>Die Datei ist kein {kind}, was immer ihr Name sagt.</translation>
    </message>
    <message>
        <source>The first page of the file has no size.</source>
        <translation>Die erste Seite der Datei hat keine Größe.</translation>
    </message>
    <message>
        <source>{kind} pictures cannot be read here.</source>
        <translation>Bilder in {kind} können hier nicht gelesen werden.</translation>
    </message>
    <message>
        <source>unknown kind of file</source>
        <translation>unbekannte Art Datei</translation>
    </message>
    <message>
        <source>no WebP</source>
        <translation>kein WebP</translation>
    </message>
    <message>
        <source>its tables overlap</source>
        <translation>ihre Tabellen überschneiden sich</translation>
    </message>
    <message>
        <source>broken off</source>
        <translation>abgebrochen</translation>
    </message>
    <message>
        <source>no marker where one must be</source>
        <translation>keine Marke, wo eine sein muss</translation>
    </message>
    <message>
        <source>a segment runs past the end</source>
        <translation>ein Segment reicht über das Ende hinaus</translation>
    </message>
    <message>
        <source>a chunk runs past the end</source>
        <translation>ein Chunk reicht über das Ende hinaus</translation>
    </message>
    <message>
        <source>its values overlap</source>
        <translation>ihre Werte überschneiden sich</translation>
    </message>
    <message>
        <source>needs a year with four digits</source>
        <translation>braucht ein Jahr mit vier Ziffern</translation>
    </message>
    <message>
        <source>{text!r} is older than photography.</source>
        <translation>„{text}“ ist älter als die Fotografie.</translation>
    </message>
    <message>
        <source>{text!r} has not come yet.</source>
        <translation>„{text}“ ist noch nicht gekommen.</translation>
    </message>
    <message>
        <source>ends before it begins</source>
        <translation>endet, bevor es beginnt</translation>
    </message>
    <message>
        <source>{text!r} {why}; write a day (1987-07-12), a month (July 1987), a season (summer 1987), a year (1987) or a decade (1980s).</source>
        <translation>„{text}“ {why}; schreiben Sie einen Tag (12.7.1987), einen Monat (Juli 1987), eine Jahreszeit (Sommer 1987), ein Jahr (1987) oder ein Jahrzehnt (1980er).</translation>
    </message>
    <message>
        <source>may be one of two days</source>
        <translation>kann einer von zwei Tagen sein</translation>
    </message>
    <message>
        <source>may be one of two decades</source>
        <translation>kann eines von zwei Jahrzehnten sein</translation>
    </message>
    <message>
        <source>is no time that I understand</source>
        <translation>ist keine Zeit, die ich verstehe</translation>
    </message>
    <message>
        <source>its Exif block has no TIFF header</source>
        <translation>sein Exif-Block hat keinen TIFF-Kopf</translation>
    </message>
    <message>
        <source>tag 0x{tag:04x} of its Exif block has an odd type</source>
        <translation>Tag 0x{tag:04x} seines Exif-Blocks hat einen ungewöhnlichen Typ</translation>
    </message>
    <message>
        <source>its Exif block is damaged ({name} is reached twice)</source>
        <translation>sein Exif-Block ist beschädigt ({name} wird zweimal erreicht)</translation>
    </message>
    <message>
        <source>its Exif block is damaged ({name} lies outside of it)</source>
        <translation>sein Exif-Block ist beschädigt ({name} liegt außerhalb)</translation>
    </message>
    <message>
        <source>its Exif block is damaged ({name} cannot hold {count} entries)</source>
        <translation>sein Exif-Block ist beschädigt ({name} kann keine {count} Einträge fassen)</translation>
    </message>
    <message>
        <source>its GPS pointer leads to another directory</source>
        <translation>sein GPS-Zeiger führt in ein anderes Verzeichnis</translation>
    </message>
    <message>
        <source>its Exif block is damaged (tag 0x{tag:04x} has the unknown type {kind})</source>
        <translation>sein Exif-Block ist beschädigt (Tag 0x{tag:04x} hat den unbekannten Typ {kind})</translation>
    </message>
    <message>
        <source>its Exif block is damaged ({name} ends too early)</source>
        <translation>sein Exif-Block ist beschädigt ({name} endet zu früh)</translation>
    </message>
    <message>
        <source>its Exif block is damaged (tag 0x{tag:04x} occurs twice)</source>
        <translation>sein Exif-Block ist beschädigt (Tag 0x{tag:04x} kommt zweimal vor)</translation>
    </message>
    <message>
        <source>its Exif block is damaged (tag 0x{tag:04x} lies outside of it)</source>
        <translation>sein Exif-Block ist beschädigt (Tag 0x{tag:04x} liegt außerhalb)</translation>
    </message>
    <message>
        <source>its {what} runs past the end of its block</source>
        <translation>sein {what} reicht über das Ende seines Blocks hinaus</translation>
    </message>
    <message>
        <source>the pointer to its {name} directory has an odd type</source>
        <translation>der Zeiger auf sein Verzeichnis {name} hat einen ungewöhnlichen Typ</translation>
    </message>
    <message>
        <source>its Exif block has a GPS directory below {name}</source>
        <translation>sein Exif-Block hat ein GPS-Verzeichnis unter {name}</translation>
    </message>
    <message>
        <source>its Exif segment is full</source>
        <translation>sein Exif-Segment ist voll</translation>
    </message>
    <message>
        <source>it is a BigTIFF</source>
        <translation>es ist ein BigTIFF</translation>
    </message>
    <message>
        <source>it is a RAW file</source>
        <translation>es ist eine RAW-Datei</translation>
    </message>
    <message>
        <source>it has directories below the first, as RAW files do</source>
        <translation>es hat Verzeichnisse unter dem ersten, wie RAW-Dateien</translation>
    </message>
    <message>
        <source>parts of the file came, went or changed their order</source>
        <translation>Teile der Datei kamen, verschwanden oder änderten ihre Reihenfolge</translation>
    </message>
    <message>
        <source>the number of Exif blocks changed</source>
        <translation>die Zahl der Exif-Blöcke änderte sich</translation>
    </message>
    <message>
        <source>the position is still there</source>
        <translation>die Position ist noch da</translation>
    </message>
    <message>
        <source>the position does not read back</source>
        <translation>die Position liest sich nicht zurück</translation>
    </message>
    <message>
        <source>the Exif block became shorter</source>
        <translation>der Exif-Block wurde kürzer</translation>
    </message>
    <message>
        <source>the number of XMP packets changed</source>
        <translation>die Zahl der XMP-Pakete änderte sich</translation>
    </message>
    <message>
        <source>the position is still in the XMP</source>
        <translation>die Position steht noch im XMP</translation>
    </message>
    <message>
        <source>the copy is another kind of file</source>
        <translation>die Kopie ist eine andere Art Datei</translation>
    </message>
    <message>
        <source>the copy cannot be taken apart ({why})</source>
        <translation>die Kopie lässt sich nicht zerlegen ({why})</translation>
    </message>
    <message>
        <source>the part {name!r} of the file changed</source>
        <translation>der Teil „{name}“ der Datei änderte sich</translation>
    </message>
    <message>
        <source>the new Exif block holds more than a position</source>
        <translation>der neue Exif-Block enthält mehr als eine Position</translation>
    </message>
    <message>
        <source>the tag 0x{tag:04x} of directory {path} changed</source>
        <translation>der Tag 0x{tag:04x} des Verzeichnisses {path} änderte sich</translation>
    </message>
    <message>
        <source>the byte {at} of the Exif block changed</source>
        <translation>das Byte {at} des Exif-Blocks änderte sich</translation>
    </message>
    <message>
        <source>the XMP of the copy cannot be parsed</source>
        <translation>das XMP der Kopie lässt sich nicht lesen</translation>
    </message>
    <message>
        <source>the XMP property {name} changed ({value!r})</source>
        <translation>die XMP-Eigenschaft {name} änderte sich („{value}“)</translation>
    </message>
    <message>
        <source>the position in the XMP does not read back</source>
        <translation>die Position im XMP liest sich nicht zurück</translation>
    </message>
    <message>
        <source>its picture has no header that could be read</source>
        <translation>sein Bild hat keinen Kopf, der sich lesen lässt</translation>
    </message>
    <message>
        <source>it is no WebP</source>
        <translation>es ist kein WebP</translation>
    </message>
    <message>
        <source>it is shorter than it says</source>
        <translation>es ist kürzer, als es sagt</translation>
    </message>
    <message>
        <source>it has several {name} chunks</source>
        <translation>es hat mehrere {name}-Chunks</translation>
    </message>
    <message>
        <source>it would become too large</source>
        <translation>es würde zu groß</translation>
    </message>
    <message>
        <source>its WebP chunks are damaged</source>
        <translation>seine WebP-Chunks sind beschädigt</translation>
    </message>
    <message>
        <source>its VP8X chunk is damaged</source>
        <translation>sein VP8X-Chunk ist beschädigt</translation>
    </message>
    <message>
        <source>piexif cannot read the copy</source>
        <translation>piexif kann die Kopie nicht lesen</translation>
    </message>
    <message>
        <source>piexif reads another position from the copy</source>
        <translation>piexif liest aus der Kopie eine andere Position</translation>
    </message>
    <message>
        <source>files of its format are not written into</source>
        <translation>in Dateien dieses Formats wird nicht geschrieben</translation>
    </message>
    <message>
        <source>RAW files are never written into</source>
        <translation>in RAW-Dateien wird nie geschrieben</translation>
    </message>
    <message>
        <source>it has several hard links, and the others would keep the old content</source>
        <translation>es hat mehrere harte Links, und die anderen behielten den alten Inhalt</translation>
    </message>
    <message>
        <source>it is write-protected</source>
        <translation>es ist schreibgeschützt</translation>
    </message>
    <message>
        <source>its sidecar {name} has several hard links, and the others would keep the old text</source>
        <translation>seine Begleitdatei {name} hat mehrere harte Links, und die anderen behielten den alten Text</translation>
    </message>
    <message>
        <source>its sidecar {name} is write-protected</source>
        <translation>seine Begleitdatei {name} ist schreibgeschützt</translation>
    </message>
    <message>
        <source>the write could not be undone</source>
        <translation>das Schreiben ließe sich nicht zurücknehmen</translation>
    </message>
    <message>
        <source>the written copy did not pass its check ({complaint})</source>
        <translation>die geschriebene Kopie bestand ihre Prüfung nicht ({complaint})</translation>
    </message>
    <message>
        <source>its sidecar {name} cannot be edited: {why}</source>
        <translation>seine Begleitdatei {name} lässt sich nicht bearbeiten: {why}</translation>
    </message>
    <message>
        <source>its XMP is larger than 16 MB</source>
        <translation>sein XMP ist größer als 16 MB</translation>
    </message>
    <message>
        <source>its XMP declares a document type</source>
        <translation>sein XMP erklärt einen Dokumenttyp</translation>
    </message>
    <message>
        <source>its XMP cannot be parsed</source>
        <translation>sein XMP lässt sich nicht lesen</translation>
    </message>
    <message>
        <source>its XMP holds no RDF</source>
        <translation>sein XMP enthält kein RDF</translation>
    </message>
    <message>
        <source>{text!r} is no position: write it as 48.8566, 2.3522 or 48°51&apos;24&quot;N 2°21&apos;8&quot;E.</source>
        <translation>„{text}“ ist keine Position: Schreiben Sie sie als 48.8566, 2.3522 oder 48°51&apos;24&quot;N 2°21&apos;8&quot;E.</translation>
    </message>
    <message>
        <source>{text!r} can be read in two ways: write decimals with a point, as in 48.8566, 2.3522.</source>
        <translation>„{text}“ lässt sich auf zwei Arten lesen: Schreiben Sie Dezimalzahlen mit Punkt, wie in 48.8566, 2.3522.</translation>
    </message>
    <message>
        <source>{text!r} is not on Earth: latitudes go from -90 to 90, longitudes from -180 to 180.</source>
        <translation>„{text}“ liegt nicht auf der Erde: Breiten gehen von -90 bis 90, Längen von -180 bis 180.</translation>
    </message>
    <message>
        <source>The cell tokens are damaged: a spreadsheet may have read them as numbers.</source>
        <translation>Die Zellnamen sind beschädigt: Eine Tabellenkalkulation hat sie womöglich als Zahlen gelesen.</translation>
    </message>
    <message>
        <source>A position has no place on Earth: latitudes go from -90 to 90, and both must be numbers.</source>
        <translation>Eine Position hat keinen Ort auf der Erde: Breiten gehen von -90 bis 90, und beide müssen Zahlen sein.</translation>
    </message>
    <message>
        <source>A direction has no place on Earth: its vector is zero or not a number.</source>
        <translation>Eine Richtung hat keinen Ort auf der Erde: Ihr Vektor ist null oder keine Zahl.</translation>
    </message>
    <message>
        <source>A grid needs at least one partition.</source>
        <translation>Ein Gitter braucht mindestens eine Einteilung.</translation>
    </message>
    <message>
        <source>No cell holds {t_min} of the {count} photos: t_min is too large for this data.</source>
        <translation>Keine Zelle enthält {t_min} der {count} Fotos: t_min ist für diese Daten zu groß.</translation>
    </message>
    <message>
        <source>A partition needs 1 &lt;= t_min &lt;= t_max, not t_min {t_min} and t_max {t_max}.</source>
        <translation>Eine Einteilung braucht 1 &lt;= t_min &lt;= t_max, nicht t_min {t_min} und t_max {t_max}.</translation>
    </message>
    <message>
        <source>Cell levels go from 0 to {finest}, not {min_level} to {max_level}.</source>
        <translation>Zellstufen gehen von 0 bis {finest}, nicht {min_level} bis {max_level}.</translation>
    </message>
    <message>
        <source>Coarser partitions need a t_max and levels that are no finer than those before them.</source>
        <translation>Gröbere Einteilungen brauchen ein t_max und Stufen, die nicht feiner sind als die davor.</translation>
    </message>
    <message>
        <source>The world prior is damaged: install Whence again.</source>
        <translation>Die Weltverteilung ist beschädigt: Installieren Sie Whence neu.</translation>
    </message>
    <message>
        <source>The world prior leaves a part of the Earth out: install Whence again.</source>
        <translation>Die Weltverteilung lässt einen Teil der Erde aus: Installieren Sie Whence neu.</translation>
    </message>
    <message>
        <source>The world prior cannot be read ({why}): install Whence again.</source>
        <translation>Die Weltverteilung lässt sich nicht lesen ({why}): Installieren Sie Whence neu.</translation>
    </message>
    <message>
        <source>The model&apos;s grid is damaged ({what}): get the model again.</source>
        <translation>Das Gitter des Modells ist beschädigt ({what}): Holen Sie das Modell noch einmal.</translation>
    </message>
    <message>
        <source>The model&apos;s grid holds no cells: get the model again.</source>
        <translation>Das Gitter des Modells enthält keine Zellen: Holen Sie das Modell noch einmal.</translation>
    </message>
    <message>
        <source>The model&apos;s grid cannot be read ({why}): get the model again.</source>
        <translation>Das Gitter des Modells lässt sich nicht lesen ({why}): Holen Sie das Modell noch einmal.</translation>
    </message>
    <message>
        <source>There is no model {name_or_folder!r}: name a bundle&apos;s folder, or one of: {known}.</source>
        <translation>Das Modell „{name_or_folder}“ gibt es nicht: Nennen Sie den Ordner eines Modells, oder eines von: {known}.</translation>
    </message>
    <message>
        <source>Install model bundle {path} anew: {grid} is another grid than the card names.</source>
        <translation>Installieren Sie das Modell {path} neu: {grid} ist ein anderes Gitter, als die Karte nennt.</translation>
    </message>
    <message>
        <source>Use another model for albums: {path} has no album network.</source>
        <translation>Nehmen Sie ein anderes Modell für Alben: {path} hat kein Albumnetz.</translation>
    </message>
    <message>
        <source>Install model bundle {path} anew: {name} changed while it was in use.</source>
        <translation>Installieren Sie das Modell {path} neu: {name} änderte sich, während es benutzt wurde.</translation>
    </message>
    <message>
        <source>Install model bundle {path} anew: {name} is not the file that its card names.</source>
        <translation>Installieren Sie das Modell {path} neu: {name} ist nicht die Datei, die seine Karte nennt.</translation>
    </message>
    <message>
        <source>none yet</source>
        <translation>noch keines</translation>
    </message>
    <message>
        <source>Do not use {path}: {name} in it is packed to fill the memory of who opens it.</source>
        <translation>Benutzen Sie {path} nicht: {name} darin ist so gepackt, dass es den Speicher füllt.</translation>
    </message>
    <message>
        <source>Install model bundle {path} anew: {missing} is missing.</source>
        <translation>Installieren Sie das Modell {path} neu: {missing} fehlt.</translation>
    </message>
    <message>
        <source>Close other programs, or use a smaller model: {name} does not fit into memory.</source>
        <translation>Schließen Sie andere Programme, oder nehmen Sie ein kleineres Modell: {name} passt nicht in den Speicher.</translation>
    </message>
    <message>
        <source>Install model bundle {path} anew: {name} cannot be read ({why}).</source>
        <translation>Installieren Sie das Modell {path} neu: {name} lässt sich nicht lesen ({why}).</translation>
    </message>
    <message>
        <source>Install model bundle {path} anew, or name another file: there is no {name} in it.</source>
        <translation>Installieren Sie das Modell {path} neu, oder nennen Sie eine andere Datei: {name} ist nicht darin.</translation>
    </message>
    <message>
        <source>Name a bundle&apos;s folder or {suffix} file: {path} is neither.</source>
        <translation>Nennen Sie den Ordner eines Modells oder eine Datei {suffix}: {path} ist keines von beiden.</translation>
    </message>
    <message>
        <source>{path} from {host} is not the file that {host} announced: its hash differs; nothing of it was kept, run the command again.</source>
        <translation>{path} von {host} ist nicht die Datei, die {host} ankündigte: Ihre Prüfsumme weicht ab; nichts davon wurde behalten, rufen Sie den Befehl noch einmal auf.</translation>
    </message>
    <message>
        <source>The connection to {host} broke off in {path}; run the command again, it goes on where it was.</source>
        <translation>Die Verbindung zu {host} brach bei {path} ab; rufen Sie den Befehl noch einmal auf, er fährt fort, wo er war.</translation>
    </message>
    <message>
        <source>{host} announced {size} bytes of {path} and sends {total}; try again later, or another --source.</source>
        <translation>{host} kündigte {size} Bytes von {path} an und schickt {total}; versuchen Sie es später noch einmal, oder mit einem anderen --source.</translation>
    </message>
    <message>
        <source>The download cannot be kept in {folder}: {why}.</source>
        <translation>Der Download lässt sich in {folder} nicht behalten: {why}.</translation>
    </message>
    <message>
        <source>Install the model anew: its gallery cannot be used ({what}).</source>
        <translation>Installieren Sie das Modell neu: Seine Galerie ist nicht zu gebrauchen ({what}).</translation>
    </message>
    <message>
        <source>Get {path} again: it is no list of [latitude, longitude].</source>
        <translation>Holen Sie {path} noch einmal: Es ist keine Liste von [Breite, Länge].</translation>
    </message>
    <message>
        <source>Get {path} again: it names places that are not on Earth.</source>
        <translation>Holen Sie {path} noch einmal: Es nennt Orte, die nicht auf der Erde liegen.</translation>
    </message>
    <message>
        <source>Get {path} again, or a newer Whence: it is not CLIP&apos;s preprocessing.</source>
        <translation>Holen Sie {path} noch einmal, oder ein neueres Whence: Es ist nicht die Vorverarbeitung von CLIP.</translation>
    </message>
    <message>
        <source>Get {path} again: it is no network that {what}, but has {seen}.</source>
        <translation>Holen Sie {path} noch einmal: Es ist kein Netz nach „{what}“, sondern hat {seen}.</translation>
    </message>
    <message>
        <source>Put the published files into {folder}, folders included: {name} is missing.</source>
        <translation>Legen Sie die veröffentlichten Dateien nach {folder}, samt Ordnern: {name} fehlt.</translation>
    </message>
    <message>
        <source>Get {path} again: it is no list of places ({why}).</source>
        <translation>Holen Sie {path} noch einmal: Es ist keine Liste von Orten ({why}).</translation>
    </message>
    <message>
        <source>Get {path} again, or a newer Whence: it is not CLIP&apos;s preprocessing ({why}).</source>
        <translation>Holen Sie {path} noch einmal, oder ein neueres Whence: Es ist nicht die Vorverarbeitung von CLIP ({why}).</translation>
    </message>
    <message>
        <source>Get {path} again: it embeds a place as nothing.</source>
        <translation>Holen Sie {path} noch einmal: Es bettet einen Ort als nichts ein.</translation>
    </message>
    <message>
        <source>{path} cannot be read: {why}.</source>
        <translation>{path} lässt sich nicht lesen: {why}.</translation>
    </message>
    <message>
        <source>The bundle cannot be written to {bundle}: {why}.</source>
        <translation>Das Modell lässt sich nicht nach {bundle} schreiben: {why}.</translation>
    </message>
    <message>
        <source>{repository} at {host} has no {name}; it has the variants {known}.</source>
        <translation>{repository} bei {host} hat {name} nicht; es hat die Varianten {known}.</translation>
    </message>
    <message>
        <source>Make room in {nearest}: the model needs {needed:.0f} MB and {free:.0f} MB are free; nothing was begun.</source>
        <translation>Schaffen Sie Platz in {nearest}: Das Modell braucht {needed:.0f} MB, und {free:.0f} MB sind frei; nichts wurde begonnen.</translation>
    </message>
    <message>
        <source>Choose another --variant than {variant}: {reason}</source>
        <translation>Wählen Sie eine andere --variant als {variant}: {reason}</translation>
    </message>
    <message>
        <source>Wait for the other installation of {name}: it is at work in {folder}.</source>
        <translation>Warten Sie auf die andere Installation von {name}: Sie arbeitet in {folder}.</translation>
    </message>
    <message>
        <source>{host} does not give {path} (HTTP {code}); try another --source or --revision.</source>
        <translation>{host} gibt {path} nicht heraus (HTTP {code}); versuchen Sie ein anderes --source oder --revision.</translation>
    </message>
    <message>
        <source>The connection to {host} failed ({told}); run the command again, it goes on where it was.</source>
        <translation>Die Verbindung zu {host} kam nicht zustande ({told}); rufen Sie den Befehl noch einmal auf, er fährt fort, wo er war.</translation>
    </message>
    <message>
        <source>Name a source as https://HOST, not {address!r}.</source>
        <translation>Nennen Sie eine Quelle als https://HOST, nicht „{address}“.</translation>
    </message>
    <message>
        <source>{host} is busy (HTTP {code}); run the command again later.</source>
        <translation>{host} ist beschäftigt (HTTP {code}); rufen Sie den Befehl später noch einmal auf.</translation>
    </message>
    <message>
        <source>The proxy wants a name and a password: put them into https_proxy.</source>
        <translation>Der Proxy will Namen und Passwort: Setzen Sie sie in https_proxy ein.</translation>
    </message>
    <message>
        <source>{host} cannot prove that it is {host} ({verify_message}): check this computer&apos;s clock, and whether a proxy stands between.</source>
        <translation>{host} kann nicht beweisen, dass es {host} ist ({verify_message}): Prüfen Sie die Uhr dieses Rechners, und ob ein Proxy dazwischen steht.</translation>
    </message>
    <message>
        <source>{hostname} leads to an open connection; try another --source.</source>
        <translation>{hostname} führt zu einer offenen Verbindung; versuchen Sie ein anderes --source.</translation>
    </message>
    <message>
        <source>{host} does not answer as a model hub does ({name}: {why}); try another --source, or install from a folder with --from.</source>
        <translation>{host} antwortet nicht wie eine Modellquelle ({name}: {why}); versuchen Sie ein anderes --source, oder installieren Sie mit --from aus einem Ordner.</translation>
    </message>
    <message>
        <source>{host} sent another part of {path} than was asked for; try again later.</source>
        <translation>{host} schickte einen anderen Teil von {path} als verlangt; versuchen Sie es später noch einmal.</translation>
    </message>
    <message>
        <source>Give the model in {source} another name on its card: {starter!r} comes with the program.</source>
        <translation>Geben Sie dem Modell in {source} auf seiner Karte einen anderen Namen: „{starter}“ kommt mit dem Programm.</translation>
    </message>
    <message>
        <source>There is no installed model {name!r}; `whence models list` names them.</source>
        <translation>Das Modell „{name}“ ist nicht installiert; `whence models list` nennt, was es gibt.</translation>
    </message>
    <message>
        <source>Model {name} cannot be installed in {models}: {why}.</source>
        <translation>Das Modell {name} lässt sich in {models} nicht installieren: {why}.</translation>
    </message>
    <message>
        <source>Model {name} cannot be removed from {models}: {why}.</source>
        <translation>Das Modell {name} lässt sich aus {models} nicht entfernen: {why}.</translation>
    </message>
    <message>
        <source>Name another output than {output}: it is the photo itself.</source>
        <translation>Nennen Sie eine andere Ausgabe als {output}: Das ist das Foto selbst.</translation>
    </message>
    <message>
        <source>The heat map cannot be written to {output}: {why}.</source>
        <translation>Das Wärmebild lässt sich nicht nach {output} schreiben: {why}.</translation>
    </message>
    <message>
        <source>Install the model anew, or tell its maker: {name} is not what its card says: {what}.</source>
        <translation>Installieren Sie das Modell neu, oder sagen Sie es seinem Hersteller: {name} ist nicht, was die Karte sagt: {what}.</translation>
    </message>
    <message>
        <source>Choose another `whence settings provider`: ONNX Runtime has no {provider} here, only {available}.</source>
        <translation>Wählen Sie einen anderen `whence settings provider`: ONNX Runtime hat hier kein {provider}, nur {available}.</translation>
    </message>
    <message>
        <source>Choose another `whence settings provider`: {provider} does not start on this machine.</source>
        <translation>Wählen Sie einen anderen `whence settings provider`: {provider} startet auf diesem Rechner nicht.</translation>
    </message>
    <message>
        <source>Install the model anew: {name} cannot be loaded ({why}).</source>
        <translation>Installieren Sie das Modell neu: {name} lässt sich nicht laden ({why}).</translation>
    </message>
    <message>
        <source>Install the model anew: {name} cannot be run ({why}).</source>
        <translation>Installieren Sie das Modell neu: {name} lässt sich nicht ausführen ({why}).</translation>
    </message>
    <message>
        <source>Tell the maker of this model: its embeddings are too large to be kept as 16-bit numbers.</source>
        <translation>Sagen Sie es dem Hersteller des Modells: Seine Einbettungen sind zu groß für Zahlen mit 16 Bit.</translation>
    </message>
    <message>
        <source>Its text cannot be read ({why}).</source>
        <translation>Sein Text lässt sich nicht lesen ({why}).</translation>
    </message>
    <message>
        <source>{path} comes from an older Whence and is left as it is, because no copy of it can be kept beside it: {why}.</source>
        <translation>{path} stammt von einem älteren Whence und bleibt, wie es ist, weil daneben keine Kopie davon aufbewahrt werden kann: {why}.</translation>
    </message>
    <message>
        <source>make room on its disk and start again</source>
        <translation>Schaffen Sie Platz auf dem Datenträger, und starten Sie noch einmal</translation>
    </message>
    <message>
        <source>check the permissions of its folder</source>
        <translation>Prüfen Sie die Rechte des Ordners</translation>
    </message>
    <message>
        <source>make room for {needed} MB on its disk and start again</source>
        <translation>Schaffen Sie Platz für {needed} MB auf dem Datenträger, und starten Sie noch einmal</translation>
    </message>
    <message>
        <source>The {name} {path}</source>
        <translation>Die Datei {path} ({name})</translation>
    </message>
    <message>
        <source>{path} is not a Whence {name}: name another file for the library.</source>
        <translation>{path} ist kein {name} von Whence: Nennen Sie eine andere Datei für die Sammlung.</translation>
    </message>
    <message>
        <source>The {name} {path} was written by a newer Whence: update Whence to open it.</source>
        <translation>{path} ({name}) wurde von einem neueren Whence geschrieben: Aktualisieren Sie Whence, um die Datei zu öffnen.</translation>
    </message>
    <message>
        <source>The damaged file {path} cannot be moved away: {why}.</source>
        <translation>Die beschädigte Datei {path} lässt sich nicht beiseitelegen: {why}.</translation>
    </message>
    <message>
        <source>No selftest says from which chance on answers can be accepted unseen. Run a selftest (`whence selftest`) on your photos first.</source>
        <translation>Kein Selbsttest sagt, ab welcher Wahrscheinlichkeit Antworten unbesehen angenommen werden können. Machen Sie zuerst einen Selbsttest (`whence selftest`) mit Ihren Fotos.</translation>
    </message>
    <message>
        <source>{named} was made with {tested}, and this is {model}. Run a selftest (`whence selftest`) on your photos again.</source>
        <translation>{named} wurde mit {tested} gemacht, und dies ist {model}. Machen Sie noch einmal einen Selbsttest (`whence selftest`) mit Ihren Fotos.</translation>
    </message>
    <message>
        <source>{named} was made with other cues or another version of Whence. Run a selftest (`whence selftest`) on your photos again.</source>
        <translation>{named} wurde mit anderen Hinweisarten oder einer anderen Version von Whence gemacht. Machen Sie noch einmal einen Selbsttest (`whence selftest`) mit Ihren Fotos.</translation>
    </message>
    <message>
        <source>The folder {folder} cannot be made: {why}.</source>
        <translation>Der Ordner {folder} lässt sich nicht anlegen: {why}.</translation>
    </message>
    <message>
        <source>The library file {path} cannot be read: {why}.</source>
        <translation>Die Datei der Sammlung {path} lässt sich nicht lesen: {why}.</translation>
    </message>
    <message>
        <source>{name} is in use by another program: let it finish, then try again.</source>
        <translation>{name} wird von einem anderen Programm benutzt: Lassen Sie es fertig werden, und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>{name} is damaged: {cure}.</source>
        <translation>{name} ist beschädigt: {cure}.</translation>
    </message>
    <message>
        <source>{name} cannot grow: free some space on its disk; what was committed is kept.</source>
        <translation>{name} kann nicht wachsen: Schaffen Sie Platz auf dem Datenträger; was gesichert war, ist erhalten.</translation>
    </message>
    <message>
        <source>{name} cannot be opened or written: check the permissions of its folder.</source>
        <translation>{name} lässt sich nicht öffnen oder schreiben: Prüfen Sie die Rechte des Ordners.</translation>
    </message>
    <message>
        <source>{name} cannot be read or written: check its disk and the space left on it ({why}).</source>
        <translation>{name} lässt sich nicht lesen oder schreiben: Prüfen Sie den Datenträger und den freien Platz darauf ({why}).</translation>
    </message>
    <message>
        <source>There is no {name} at {path}: `whence scan FOLDER` makes one.</source>
        <translation>Unter {path} gibt es keinen {name}: `whence scan FOLDER` legt ihn an.</translation>
    </message>
    <message>
        <source>{path} is no file: name another one for the library.</source>
        <translation>{path} ist keine Datei: Nennen Sie eine andere für die Sammlung.</translation>
    </message>
    <message>
        <source>open it for writing once</source>
        <translation>Öffnen Sie sie einmal zum Schreiben</translation>
    </message>
    <message>
        <source>copy it to a disk that can be written</source>
        <translation>Kopieren Sie sie auf einen Datenträger, auf den geschrieben werden kann</translation>
    </message>
    <message>
        <source>The {name} {path} was written by an older Whence and is opened read-only: {cure}, so that it can be brought up to date.</source>
        <translation>Die Datei {path} ({name}) wurde von einem älteren Whence geschrieben und ist nur zum Lesen geöffnet: {cure}, damit sie auf den neuen Stand kommt.</translation>
    </message>
    <message>
        <source>index</source>
        <translation>Index</translation>
    </message>
    <message>
        <source>move it away and run `whence scan` again, which rebuilds it; decisions lie in the ledger and are safe</source>
        <translation>legen Sie ihn beiseite und rufen Sie `whence scan` noch einmal auf, das ihn neu aufbaut; Entscheidungen liegen im Journal und sind sicher</translation>
    </message>
    <message>
        <source>{path} cannot be made: {why}.</source>
        <translation>{path} lässt sich nicht anlegen: {why}.</translation>
    </message>
    <message>
        <source>Another Whence is writing photos of this library: wait until it is done, then run the command again.</source>
        <translation>Ein anderes Whence schreibt gerade Fotos dieser Sammlung: Warten Sie, bis es fertig ist, und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>ledger</source>
        <translation>Journal</translation>
    </message>
    <message>
        <source>it holds your decisions and cannot be rebuilt: put a backup in its place, or move it away to begin anew</source>
        <translation>es enthält Ihre Entscheidungen und lässt sich nicht neu aufbauen: Legen Sie eine Sicherung an seine Stelle, oder legen Sie es beiseite, um neu zu beginnen</translation>
    </message>
    <message>
        <source>The {name} was brought up to date; as it was, it is kept beside it as {copy}.</source>
        <translation>Die Datei ({name}) wurde auf den neuen Stand gebracht; wie sie war, ist sie daneben als {copy} aufbewahrt.</translation>
    </message>
    <message>
        <source>The index was damaged and is kept as {name}: `whence scan` fills a new one.</source>
        <translation>Der Index war beschädigt und ist als {name} aufbewahrt: `whence scan` füllt einen neuen.</translation>
    </message>
    <message>
        <source>Reinstall Whence: its fitted weights cannot be read ({why}).</source>
        <translation>Installieren Sie Whence neu: Seine angepassten Gewichte lassen sich nicht lesen ({why}).</translation>
    </message>
    <message>
        <source>Nothing here says where; most photos of the world are taken around this place.</source>
        <translation>Nichts sagt hier, wo; um diesen Ort herum entstehen die meisten Fotos der Welt.</translation>
    </message>
    <message>
        <source>Positions are stated that lie {km:.0f} km apart: {stated}.</source>
        <translation>Es werden Positionen genannt, die {km:.0f} km auseinanderliegen: {stated}.</translation>
    </message>
    <message>
        <source>Its time ({at:%Y-%m-%d %H:%M}) cannot be trusted: {why}.</source>
        <translation>Seiner Zeit ({at:%d.%m.%Y %H:%M}) ist nicht zu trauen: {why}.</translation>
    </message>
    <message>
        <source>the clock was never set</source>
        <translation>die Uhr wurde nie gestellt</translation>
    </message>
    <message>
        <source>it is a date at which cameras leave the factory</source>
        <translation>mit diesem Datum kommen Kameras aus der Fabrik</translation>
    </message>
    <message>
        <source>it lies in the future</source>
        <translation>sie liegt in der Zukunft</translation>
    </message>
    <message>
        <source>the whole folder has the same second</source>
        <translation>der ganze Ordner hat dieselbe Sekunde</translation>
    </message>
    <message>
        <source>it is the time of a scanner</source>
        <translation>es ist die Zeit eines Scanners</translation>
    </message>
    <message>
        <source>{name}, taken {time} after, is {km:.0f} km away: nobody is so fast.</source>
        <translation>{name}, {time} danach aufgenommen, ist {km:.0f} km entfernt: So schnell ist niemand.</translation>
    </message>
    <message>
        <source>{name}, taken {time} before, is {km:.0f} km away: nobody is so fast.</source>
        <translation>{name}, {time} davor aufgenommen, ist {km:.0f} km entfernt: So schnell ist niemand.</translation>
    </message>
    <message>
        <source>It may as well be {places}.</source>
        <translation>Es kann genauso gut {places} sein.</translation>
    </message>
    <message>
        <source>By its name it is a picture of a screen.</source>
        <translation>Dem Namen nach ist es ein Bild eines Bildschirms.</translation>
    </message>
    <message>
        <source>No camera is named; it was made by {software}.</source>
        <translation>Keine Kamera wird genannt; es wurde von {software} gemacht.</translation>
    </message>
    <message>
        <source>No camera is named, and cameras do not write PNG.</source>
        <translation>Keine Kamera wird genannt, und Kameras schreiben kein PNG.</translation>
    </message>
    <message>
        <source>Exif</source>
        <translation>Exif</translation>
    </message>
    <message>
        <source>The XMP in the photo</source>
        <translation>Das XMP im Foto</translation>
    </message>
    <message>
        <source>The sidecar beside the photo</source>
        <translation>Die Begleitdatei neben dem Foto</translation>
    </message>
    <message>
        <source>The Takeout file beside the photo</source>
        <translation>Die Takeout-Datei neben dem Foto</translation>
    </message>
    <message>
        <source>The photo already carries this position (Exif).</source>
        <translation>Das Foto trägt diese Position schon (Exif).</translation>
    </message>
    <message>
        <source>The photo already carries this position (XMP).</source>
        <translation>Das Foto trägt diese Position schon (XMP).</translation>
    </message>
    <message>
        <source>The sidecar beside the photo already gives this position.</source>
        <translation>Die Begleitdatei neben dem Foto nennt diese Position schon.</translation>
    </message>
    <message>
        <source>The Takeout file beside the photo already gives this position.</source>
        <translation>Die Takeout-Datei neben dem Foto nennt diese Position schon.</translation>
    </message>
    <message>
        <source>{who} gives another one, {km:,.1f} km away.</source>
        <translation>{who} nennt eine andere, {km:,.1f} km entfernt.</translation>
    </message>
    <message>
        <source>{name}, taken {when}, points to a place by its {cues}.</source>
        <translation>{name}, {when} aufgenommen, weist auf einen Ort ({cues}).</translation>
    </message>
    <message>
        <source>picture</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>album</source>
        <translation>Album</translation>
    </message>
    <message>
        <source>track</source>
        <translation>Track</translation>
    </message>
    <message>
        <source>lookalikes</source>
        <translation>ähnliche Bilder</translation>
    </message>
    <message>
        <source>names</source>
        <translation>Namen</translation>
    </message>
    <message>
        <source>signs</source>
        <translation>Schilder</translation>
    </message>
    <message>
        <source>clock</source>
        <translation>Uhr</translation>
    </message>
    <message>
        <source>camera</source>
        <translation>Kamera</translation>
    </message>
    <message>
        <source>sidecar</source>
        <translation>Begleitdatei</translation>
    </message>
    <message>
        <source>{time} before</source>
        <translation>{time} davor</translation>
    </message>
    <message>
        <source>Its clock was corrected by {offset}.</source>
        <translation>Die Uhr wurde um {offset} gestellt.</translation>
    </message>
    <message>
        <source>{when} ({name}, as you said)</source>
        <translation>{when} ({name}, wie Sie sagten)</translation>
    </message>
    <message>
        <source>{name}, taken {when}, points to a place by what was ruled out.</source>
        <translation>{name}, {when} aufgenommen, weist auf einen Ort (was ausgeschlossen wurde).</translation>
    </message>
    <message>
        <source>at the same second</source>
        <translation>in derselben Sekunde</translation>
    </message>
    <message>
        <source>{time} after</source>
        <translation>{time} danach</translation>
    </message>
    <message>
        <source>A tie: {place} is about as likely.</source>
        <translation>Gleichstand: {place} ist etwa gleich wahrscheinlich.</translation>
    </message>
    <message>
        <source>A tie: {places} are about as likely.</source>
        <translation>Gleichstand: {places} sind etwa gleich wahrscheinlich.</translation>
    </message>
    <message>
        <source>the open sea</source>
        <translation>das offene Meer</translation>
    </message>
    <message>
        <source>{one} and one {other}</source>
        <translation>{one} und eines {other}</translation>
    </message>
    <message>
        <source>A photo with a position was taken {ones}, {km:.1f} km apart.</source>
        <translation>Ein Foto mit Position entstand {ones}, {km:.1f} km auseinander.</translation>
    </message>
    <message>
        <source>A photo with a position was taken {ones}.</source>
        <translation>Ein Foto mit Position entstand {ones}.</translation>
    </message>
    <message>
        <source>the gazetteer {path} was altered: install Whence again.</source>
        <translation>das Ortsverzeichnis {path} wurde verändert: Installieren Sie Whence neu.</translation>
    </message>
    <message>
        <source>{path} is no gazetteer: install Whence again.</source>
        <translation>{path} ist kein Ortsverzeichnis: Installieren Sie Whence neu.</translation>
    </message>
    <message>
        <source>{path} was made for an older version of Whence: install both anew.</source>
        <translation>{path} ist für eine ältere Version von Whence gemacht: Installieren Sie beide neu.</translation>
    </message>
    <message>
        <source>the gazetteer {filename} cannot be read: install Whence again.</source>
        <translation>das Ortsverzeichnis {filename} lässt sich nicht lesen: Installieren Sie Whence neu.</translation>
    </message>
    <message>
        <source>the digest beside {path} is damaged: install Whence again.</source>
        <translation>die Prüfsumme neben {path} ist beschädigt: Installieren Sie Whence neu.</translation>
    </message>
    <message>
        <source>{path} was made for a newer version of Whence: install both anew.</source>
        <translation>{path} ist für eine neuere Version von Whence gemacht: Installieren Sie beide neu.</translation>
    </message>
    <message>
        <source>{folder} is there already; name a new folder for the sample library.</source>
        <translation>{folder} gibt es schon; nennen Sie einen neuen Ordner für die Beispielsammlung.</translation>
    </message>
    <message>
        <source>The sample library cannot be written to {folder}: {why}.</source>
        <translation>Die Beispielsammlung lässt sich nicht nach {folder} schreiben: {why}.</translation>
    </message>
    <message>
        <source>The file vanished while it was being scanned.</source>
        <translation>Die Datei verschwand, während sie gelesen wurde.</translation>
    </message>
    <message>
        <source>There is no such track file.</source>
        <translation>Diese Track-Datei gibt es nicht.</translation>
    </message>
    <message>
        <source>The track file is gone; what was read from it counts.</source>
        <translation>Die Track-Datei ist weg; was aus ihr gelesen wurde, gilt.</translation>
    </message>
    <message>
        <source>There is no such file or folder.</source>
        <translation>Es gibt keine Datei und keinen Ordner dieses Namens.</translation>
    </message>
    <message>
        <source>It is neither a file nor a folder.</source>
        <translation>Es ist weder eine Datei noch ein Ordner.</translation>
    </message>
    <message>
        <source>It cannot be looked at: {why}.</source>
        <translation>Es lässt sich nicht ansehen: {why}.</translation>
    </message>
    <message>
        <source>The folder cannot be listed: {why}.</source>
        <translation>Der Ordner lässt sich nicht auflisten: {why}.</translation>
    </message>
    <message>
        <source>It was scanned already: a link leads here.</source>
        <translation>Er wurde schon durchsucht: Ein Link führt hierher.</translation>
    </message>
    <message>
        <source>No photo here carries a position that could be hidden and asked for: a selftest needs some, from a phone or a GPS receiver.</source>
        <translation>Kein Foto hier trägt eine Position, die man verbergen und erfragen könnte: Ein Selbsttest braucht welche, von einem Telefon oder einem GPS-Empfänger.</translation>
    </message>
    <message>
        <source>Too few photos carry a position to hide a share of them: hide all of them, with --rates 100.</source>
        <translation>Zu wenige Fotos tragen eine Position, um einen Teil davon zu verbergen: Verbergen Sie alle, mit --rates 100.</translation>
    </message>
    <message>
        <source>The selftest of {at:%Y-%m-%d %H:%M}</source>
        <translation>Der Selbsttest vom {at:%d.%m.%Y %H:%M}</translation>
    </message>
    <message>
        <source>{named} could not find a threshold. {because}</source>
        <translation>{named} konnte keine Schwelle finden. {because}</translation>
    </message>
    <message>
        <source>{named} on {photos} photos: from {percent:g} % on, surely at most {wrong:g} % are wrong.</source>
        <translation>{named} mit {photos} Fotos: ab {percent:g} % sind sicher höchstens {wrong:g} % falsch.</translation>
    </message>
    <message>
        <source>No threshold surely holds a share of {error:.3g} % wrong: of the {photos} photos whose answers claim {claimed:.3g} % or more, {wrong:.3g} % are wrong ({confidence:.3g} % interval {low:.3g} % to {high:.3g} %).</source>
        <translation>Keine Schwelle hält den Anteil falscher Antworten sicher bei {error:.3g} %: Von den {photos} Fotos, deren Antworten {claimed:.3g} % oder mehr versprechen, sind {wrong:.3g} % falsch ({confidence:.3g}-%-Intervall {low:.3g} % bis {high:.3g} %).</translation>
    </message>
    <message>
        <source>Too few photos for a threshold: a share of {error:.3g} % wrong can be told from at least {least} photos in {least_albums} albums whose answers claim 50 % or more; here it is {photos} in {albums}.</source>
        <translation>Zu wenige Fotos für eine Schwelle: Ein Anteil von {error:.3g} % falschen lässt sich ab {least} Fotos in {least_albums} Alben erkennen, deren Antworten 50 % oder mehr versprechen; hier sind es {photos} in {albums}.</translation>
    </message>
    <message>
        <source>There is no setting {name!r}; `whence settings` lists them.</source>
        <translation>Die Einstellung „{name}“ gibt es nicht; `whence settings` nennt, was es gibt.</translation>
    </message>
    <message>
        <source>Setting {name} takes one of {choices}, not {text!r}.</source>
        <translation>Die Einstellung {name} nimmt eines von {choices}, nicht „{text}“.</translation>
    </message>
    <message>
        <source>Setting {name} takes true or false, not {text!r}.</source>
        <translation>Die Einstellung {name} nimmt true oder false, nicht „{text}“.</translation>
    </message>
    <message>
        <source>Setting {name} takes a whole number from 0 on, not {text!r}.</source>
        <translation>Die Einstellung {name} nimmt eine ganze Zahl ab 0, nicht „{text}“.</translation>
    </message>
    <message>
        <source>Mend or remove the line {name!r} in {path}: {value!r} is none of its values.</source>
        <translation>Berichtigen oder entfernen Sie die Zeile „{name}“ in {path}: „{value}“ ist keiner ihrer Werte.</translation>
    </message>
    <message>
        <source>Settings cannot be written to {path}: {why}.</source>
        <translation>Die Einstellungen lassen sich nicht nach {path} schreiben: {why}.</translation>
    </message>
    <message>
        <source>Mend or remove {path}: it cannot be read ({why}).</source>
        <translation>Berichtigen oder entfernen Sie {path}: Es lässt sich nicht lesen ({why}).</translation>
    </message>
    <message>
        <source>The JSON holds no location history.</source>
        <translation>Das JSON enthält keinen Standortverlauf.</translation>
    </message>
    <message>
        <source>{broken} What came before it is used.</source>
        <translation>{broken} Was davor kam, wird verwendet.</translation>
    </message>
    <message>
        <source>The file is no JSON object.</source>
        <translation>Die Datei ist kein JSON-Objekt.</translation>
    </message>
    <message>
        <source>The JSON is broken, or nothing that a location history holds.</source>
        <translation>Das JSON ist beschädigt, oder nichts, was ein Standortverlauf enthält.</translation>
    </message>
    <message numerus="yes">
        <source>{count} moments or places of a track have no partner.</source>
        <translation>
            <numerusform>{count} Zeitpunkt oder Ort eines Tracks hat kein Gegenstück.</numerusform>
            <numerusform>{count} Zeitpunkte oder Orte eines Tracks haben kein Gegenstück.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{count:,} sentences are damaged and were left out.</source>
        <translation>
            <numerusform>{count:,} Satz ist beschädigt und wurde ausgelassen.</numerusform>
            <numerusform>{count:,} Sätze sind beschädigt und wurden ausgelassen.</numerusform>
        </translation>
    </message>
    <message>
        <source>Its receiver counts weeks with ten bits; 1024 weeks were added to its dates.</source>
        <translation>Sein Empfänger zählt Wochen mit zehn Bit; seinen Daten wurden 1024 Wochen hinzugefügt.</translation>
    </message>
    <message>
        <source>The file is larger than 4 GB: cut it in parts.</source>
        <translation>Die Datei ist größer als 4 GB: Teilen Sie sie auf.</translation>
    </message>
    <message>
        <source>The file is no track: GPX, KML, KMZ, NMEA and Google&apos;s location history are read.</source>
        <translation>Die Datei ist kein Track: Gelesen werden GPX, KML, KMZ, NMEA und Googles Standortverlauf.</translation>
    </message>
    <message>
        <source>The archive unpacks to more than a track needs.</source>
        <translation>Das Archiv entpackt sich zu mehr, als ein Track braucht.</translation>
    </message>
    <message>
        <source>The archive is damaged, or locked.</source>
        <translation>Das Archiv ist beschädigt oder gesperrt.</translation>
    </message>
    <message>
        <source>The archive holds no KML.</source>
        <translation>Das Archiv enthält kein KML.</translation>
    </message>
    <message>
        <source>The file holds no moment with a place.</source>
        <translation>Die Datei enthält keinen Zeitpunkt mit einem Ort.</translation>
    </message>
    <message numerus="yes">
        <source>{count:,} points have no time.</source>
        <translation>
            <numerusform>{count:,} Punkt hat keine Zeit.</numerusform>
            <numerusform>{count:,} Punkte haben keine Zeit.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{count:,} points lie nowhere on Earth.</source>
        <translation>
            <numerusform>{count:,} Punkt liegt nirgends auf der Erde.</numerusform>
            <numerusform>{count:,} Punkte liegen nirgends auf der Erde.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{count:,} points at 0, 0 were left out.</source>
        <translation>
            <numerusform>{count:,} Punkt bei 0, 0 wurde ausgelassen.</numerusform>
            <numerusform>{count:,} Punkte bei 0, 0 wurden ausgelassen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{count:,} times go backwards; sorted.</source>
        <translation>
            <numerusform>{count:,} Zeit läuft rückwärts; sortiert.</numerusform>
            <numerusform>{count:,} Zeiten laufen rückwärts; sortiert.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{count:,} moments have two places.</source>
        <translation>
            <numerusform>{count:,} Zeitpunkt hat zwei Orte.</numerusform>
            <numerusform>{count:,} Zeitpunkte haben zwei Orte.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{count:,} points jump away and back; left out.</source>
        <translation>
            <numerusform>{count:,} Punkt springt weg und zurück; ausgelassen.</numerusform>
            <numerusform>{count:,} Punkte springen weg und zurück; ausgelassen.</numerusform>
        </translation>
    </message>
    <message>
        <source>it declares a document type, which could hide a bomb</source>
        <translation>sie erklärt einen Dokumenttyp, hinter dem sich eine Bombe verbergen könnte</translation>
    </message>
    <message>
        <source>its elements are nested too deep</source>
        <translation>ihre Elemente sind zu tief verschachtelt</translation>
    </message>
    <message>
        <source>The file is refused: {refused}.</source>
        <translation>Die Datei wird abgelehnt: {refused}.</translation>
    </message>
    <message>
        <source>The XML is broken in line {line}; what came before it is used.</source>
        <translation>Das XML ist in Zeile {line} beschädigt; was davor kam, wird verwendet.</translation>
    </message>
    <message>
        <source>{first} and {then}</source>
        <translation>{first} und {then}</translation>
    </message>
    <message>
        <source>{first} or {then}</source>
        <translation>{first} oder {then}</translation>
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
        <source>the clock was never set</source>
        <translation>die Uhr wurde nie gestellt</translation>
    </message>
    <message>
        <source>cameras leave the factory with this date</source>
        <translation>mit diesem Datum kommen Kameras aus der Fabrik</translation>
    </message>
    <message>
        <source>it lies in the future</source>
        <translation>sie liegt in der Zukunft</translation>
    </message>
    <message>
        <source>the whole folder has the same second</source>
        <translation>der ganze Ordner hat dieselbe Sekunde</translation>
    </message>
    <message>
        <source>it is the time of a scanner</source>
        <translation>es ist die Zeit eines Scanners</translation>
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
    <name>map</name>
    <message>
        <source>Arrow keys move the map, plus and minus zoom, 0 shows all candidates.</source>
        <translation>Pfeiltasten bewegen die Karte, Plus und Minus zoomen, 0 zeigt alle Kandidaten.</translation>
    </message>
    <message>
        <source>{0} (chosen)</source>
        <translation>{0} (gewählt)</translation>
    </message>
    <message>
        <source>Pins: {0}.</source>
        <translation>Nadeln: {0}.</translation>
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
        <source>Add tracks…</source>
        <translation>Tracks hinzufügen…</translation>
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
        <source>Shows the same moment as another photo</source>
        <translation>Zeigt denselben Augenblick wie ein anderes Foto</translation>
    </message>
    <message>
        <source>Remove the chosen tracks or pairs</source>
        <translation>Die ausgewählten Tracks oder Paare entfernen</translation>
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
    <name>places</name>
    <message>
        <source>Andorra</source>
        <translation>Andorra</translation>
    </message>
    <message>
        <source>United Arab Emirates</source>
        <translation>Vereinigte Arabische Emirate</translation>
    </message>
    <message>
        <source>Afghanistan</source>
        <translation>Afghanistan</translation>
    </message>
    <message>
        <source>Antigua and Barbuda</source>
        <translation>Antigua und Barbuda</translation>
    </message>
    <message>
        <source>Anguilla</source>
        <translation>Anguilla</translation>
    </message>
    <message>
        <source>Albania</source>
        <translation>Albanien</translation>
    </message>
    <message>
        <source>Armenia</source>
        <translation>Armenien</translation>
    </message>
    <message>
        <source>Angola</source>
        <translation>Angola</translation>
    </message>
    <message>
        <source>Antarctica</source>
        <translation>Antarktis</translation>
    </message>
    <message>
        <source>Argentina</source>
        <translation>Argentinien</translation>
    </message>
    <message>
        <source>American Samoa</source>
        <translation>Amerikanisch-Samoa</translation>
    </message>
    <message>
        <source>Austria</source>
        <translation>Österreich</translation>
    </message>
    <message>
        <source>Australia</source>
        <translation>Australien</translation>
    </message>
    <message>
        <source>Aruba</source>
        <translation>Aruba</translation>
    </message>
    <message>
        <source>Aland Islands</source>
        <translation>Ålandinseln</translation>
    </message>
    <message>
        <source>Azerbaijan</source>
        <translation>Aserbaidschan</translation>
    </message>
    <message>
        <source>Bosnia and Herzegovina</source>
        <translation>Bosnien und Herzegowina</translation>
    </message>
    <message>
        <source>Barbados</source>
        <translation>Barbados</translation>
    </message>
    <message>
        <source>Bangladesh</source>
        <translation>Bangladesch</translation>
    </message>
    <message>
        <source>Belgium</source>
        <translation>Belgien</translation>
    </message>
    <message>
        <source>Burkina Faso</source>
        <translation>Burkina Faso</translation>
    </message>
    <message>
        <source>Bulgaria</source>
        <translation>Bulgarien</translation>
    </message>
    <message>
        <source>Bahrain</source>
        <translation>Bahrain</translation>
    </message>
    <message>
        <source>Burundi</source>
        <translation>Burundi</translation>
    </message>
    <message>
        <source>Benin</source>
        <translation>Benin</translation>
    </message>
    <message>
        <source>Saint Barthelemy</source>
        <translation>St. Barthélemy</translation>
    </message>
    <message>
        <source>Bermuda</source>
        <translation>Bermuda</translation>
    </message>
    <message>
        <source>Brunei</source>
        <translation>Brunei Darussalam</translation>
    </message>
    <message>
        <source>Bolivia</source>
        <translation>Bolivien</translation>
    </message>
    <message>
        <source>Bonaire, Saint Eustatius and Saba </source>
        <translation>Karibische Niederlande</translation>
    </message>
    <message>
        <source>Brazil</source>
        <translation>Brasilien</translation>
    </message>
    <message>
        <source>Bahamas</source>
        <translation>Bahamas</translation>
    </message>
    <message>
        <source>Bhutan</source>
        <translation>Bhutan</translation>
    </message>
    <message>
        <source>Bouvet Island</source>
        <translation>Bouvetinsel</translation>
    </message>
    <message>
        <source>Botswana</source>
        <translation>Botsuana</translation>
    </message>
    <message>
        <source>Belarus</source>
        <translation>Belarus</translation>
    </message>
    <message>
        <source>Belize</source>
        <translation>Belize</translation>
    </message>
    <message>
        <source>Canada</source>
        <translation>Kanada</translation>
    </message>
    <message>
        <source>Cocos Islands</source>
        <translation>Kokosinseln</translation>
    </message>
    <message>
        <source>Democratic Republic of the Congo</source>
        <translation>Kongo-Kinshasa</translation>
    </message>
    <message>
        <source>Central African Republic</source>
        <translation>Zentralafrikanische Republik</translation>
    </message>
    <message>
        <source>Republic of the Congo</source>
        <translation>Kongo-Brazzaville</translation>
    </message>
    <message>
        <source>Switzerland</source>
        <translation>Schweiz</translation>
    </message>
    <message>
        <source>Ivory Coast</source>
        <translation>Côte d’Ivoire</translation>
    </message>
    <message>
        <source>Cook Islands</source>
        <translation>Cookinseln</translation>
    </message>
    <message>
        <source>Chile</source>
        <translation>Chile</translation>
    </message>
    <message>
        <source>Cameroon</source>
        <translation>Kamerun</translation>
    </message>
    <message>
        <source>China</source>
        <translation>China</translation>
    </message>
    <message>
        <source>Colombia</source>
        <translation>Kolumbien</translation>
    </message>
    <message>
        <source>Costa Rica</source>
        <translation>Costa Rica</translation>
    </message>
    <message>
        <source>Cuba</source>
        <translation>Kuba</translation>
    </message>
    <message>
        <source>Cabo Verde</source>
        <translation>Cabo Verde</translation>
    </message>
    <message>
        <source>Curacao</source>
        <translation>Curaçao</translation>
    </message>
    <message>
        <source>Christmas Island</source>
        <translation>Weihnachtsinsel</translation>
    </message>
    <message>
        <source>Cyprus</source>
        <translation>Zypern</translation>
    </message>
    <message>
        <source>Czechia</source>
        <translation>Tschechien</translation>
    </message>
    <message>
        <source>Germany</source>
        <translation>Deutschland</translation>
    </message>
    <message>
        <source>Djibouti</source>
        <translation>Dschibuti</translation>
    </message>
    <message>
        <source>Denmark</source>
        <translation>Dänemark</translation>
    </message>
    <message>
        <source>Dominica</source>
        <translation>Dominica</translation>
    </message>
    <message>
        <source>Dominican Republic</source>
        <translation>Dominikanische Republik</translation>
    </message>
    <message>
        <source>Algeria</source>
        <translation>Algerien</translation>
    </message>
    <message>
        <source>Ecuador</source>
        <translation>Ecuador</translation>
    </message>
    <message>
        <source>Estonia</source>
        <translation>Estland</translation>
    </message>
    <message>
        <source>Egypt</source>
        <translation>Ägypten</translation>
    </message>
    <message>
        <source>Western Sahara</source>
        <translation>Westsahara</translation>
    </message>
    <message>
        <source>Eritrea</source>
        <translation>Eritrea</translation>
    </message>
    <message>
        <source>Spain</source>
        <translation>Spanien</translation>
    </message>
    <message>
        <source>Ethiopia</source>
        <translation>Äthiopien</translation>
    </message>
    <message>
        <source>Finland</source>
        <translation>Finnland</translation>
    </message>
    <message>
        <source>Fiji</source>
        <translation>Fidschi</translation>
    </message>
    <message>
        <source>Falkland Islands</source>
        <translation>Falklandinseln</translation>
    </message>
    <message>
        <source>Micronesia</source>
        <translation>Mikronesien</translation>
    </message>
    <message>
        <source>Faroe Islands</source>
        <translation>Färöer</translation>
    </message>
    <message>
        <source>France</source>
        <translation>Frankreich</translation>
    </message>
    <message>
        <source>Gabon</source>
        <translation>Gabun</translation>
    </message>
    <message>
        <source>United Kingdom</source>
        <translation>Vereinigtes Königreich</translation>
    </message>
    <message>
        <source>Grenada</source>
        <translation>Grenada</translation>
    </message>
    <message>
        <source>Georgia</source>
        <translation>Georgien</translation>
    </message>
    <message>
        <source>French Guiana</source>
        <translation>Französisch-Guayana</translation>
    </message>
    <message>
        <source>Guernsey</source>
        <translation>Guernsey</translation>
    </message>
    <message>
        <source>Ghana</source>
        <translation>Ghana</translation>
    </message>
    <message>
        <source>Gibraltar</source>
        <translation>Gibraltar</translation>
    </message>
    <message>
        <source>Greenland</source>
        <translation>Grönland</translation>
    </message>
    <message>
        <source>Gambia</source>
        <translation>Gambia</translation>
    </message>
    <message>
        <source>Guinea</source>
        <translation>Guinea</translation>
    </message>
    <message>
        <source>Guadeloupe</source>
        <translation>Guadeloupe</translation>
    </message>
    <message>
        <source>Equatorial Guinea</source>
        <translation>Äquatorialguinea</translation>
    </message>
    <message>
        <source>Greece</source>
        <translation>Griechenland</translation>
    </message>
    <message>
        <source>South Georgia and the South Sandwich Islands</source>
        <translation>Südgeorgien und die Südlichen Sandwichinseln</translation>
    </message>
    <message>
        <source>Guatemala</source>
        <translation>Guatemala</translation>
    </message>
    <message>
        <source>Guam</source>
        <translation>Guam</translation>
    </message>
    <message>
        <source>Guinea-Bissau</source>
        <translation>Guinea-Bissau</translation>
    </message>
    <message>
        <source>Guyana</source>
        <translation>Guyana</translation>
    </message>
    <message>
        <source>Hong Kong</source>
        <translation>Sonderverwaltungsregion Hongkong</translation>
    </message>
    <message>
        <source>Heard Island and McDonald Islands</source>
        <translation>Heard und McDonaldinseln</translation>
    </message>
    <message>
        <source>Honduras</source>
        <translation>Honduras</translation>
    </message>
    <message>
        <source>Croatia</source>
        <translation>Kroatien</translation>
    </message>
    <message>
        <source>Haiti</source>
        <translation>Haiti</translation>
    </message>
    <message>
        <source>Hungary</source>
        <translation>Ungarn</translation>
    </message>
    <message>
        <source>Indonesia</source>
        <translation>Indonesien</translation>
    </message>
    <message>
        <source>Ireland</source>
        <translation>Irland</translation>
    </message>
    <message>
        <source>Israel</source>
        <translation>Israel</translation>
    </message>
    <message>
        <source>Isle of Man</source>
        <translation>Isle of Man</translation>
    </message>
    <message>
        <source>India</source>
        <translation>Indien</translation>
    </message>
    <message>
        <source>British Indian Ocean Territory</source>
        <translation>Britisches Territorium im Indischen Ozean</translation>
    </message>
    <message>
        <source>Iraq</source>
        <translation>Irak</translation>
    </message>
    <message>
        <source>Iran</source>
        <translation>Iran</translation>
    </message>
    <message>
        <source>Iceland</source>
        <translation>Island</translation>
    </message>
    <message>
        <source>Italy</source>
        <translation>Italien</translation>
    </message>
    <message>
        <source>Jersey</source>
        <translation>Jersey</translation>
    </message>
    <message>
        <source>Jamaica</source>
        <translation>Jamaika</translation>
    </message>
    <message>
        <source>Jordan</source>
        <translation>Jordanien</translation>
    </message>
    <message>
        <source>Japan</source>
        <translation>Japan</translation>
    </message>
    <message>
        <source>Kenya</source>
        <translation>Kenia</translation>
    </message>
    <message>
        <source>Kyrgyzstan</source>
        <translation>Kirgisistan</translation>
    </message>
    <message>
        <source>Cambodia</source>
        <translation>Kambodscha</translation>
    </message>
    <message>
        <source>Kiribati</source>
        <translation>Kiribati</translation>
    </message>
    <message>
        <source>Comoros</source>
        <translation>Komoren</translation>
    </message>
    <message>
        <source>Saint Kitts and Nevis</source>
        <translation>St. Kitts und Nevis</translation>
    </message>
    <message>
        <source>North Korea</source>
        <translation>Nordkorea</translation>
    </message>
    <message>
        <source>South Korea</source>
        <translation>Südkorea</translation>
    </message>
    <message>
        <source>Kuwait</source>
        <translation>Kuwait</translation>
    </message>
    <message>
        <source>Cayman Islands</source>
        <translation>Kaimaninseln</translation>
    </message>
    <message>
        <source>Kazakhstan</source>
        <translation>Kasachstan</translation>
    </message>
    <message>
        <source>Laos</source>
        <translation>Laos</translation>
    </message>
    <message>
        <source>Lebanon</source>
        <translation>Libanon</translation>
    </message>
    <message>
        <source>Saint Lucia</source>
        <translation>St. Lucia</translation>
    </message>
    <message>
        <source>Liechtenstein</source>
        <translation>Liechtenstein</translation>
    </message>
    <message>
        <source>Sri Lanka</source>
        <translation>Sri Lanka</translation>
    </message>
    <message>
        <source>Liberia</source>
        <translation>Liberia</translation>
    </message>
    <message>
        <source>Lesotho</source>
        <translation>Lesotho</translation>
    </message>
    <message>
        <source>Lithuania</source>
        <translation>Litauen</translation>
    </message>
    <message>
        <source>Luxembourg</source>
        <translation>Luxemburg</translation>
    </message>
    <message>
        <source>Latvia</source>
        <translation>Lettland</translation>
    </message>
    <message>
        <source>Libya</source>
        <translation>Libyen</translation>
    </message>
    <message>
        <source>Morocco</source>
        <translation>Marokko</translation>
    </message>
    <message>
        <source>Monaco</source>
        <translation>Monaco</translation>
    </message>
    <message>
        <source>Moldova</source>
        <translation>Republik Moldau</translation>
    </message>
    <message>
        <source>Montenegro</source>
        <translation>Montenegro</translation>
    </message>
    <message>
        <source>Saint Martin</source>
        <translation>St. Martin</translation>
    </message>
    <message>
        <source>Madagascar</source>
        <translation>Madagaskar</translation>
    </message>
    <message>
        <source>Marshall Islands</source>
        <translation>Marshallinseln</translation>
    </message>
    <message>
        <source>North Macedonia</source>
        <translation>Nordmazedonien</translation>
    </message>
    <message>
        <source>Mali</source>
        <translation>Mali</translation>
    </message>
    <message>
        <source>Myanmar</source>
        <translation>Myanmar</translation>
    </message>
    <message>
        <source>Mongolia</source>
        <translation>Mongolei</translation>
    </message>
    <message>
        <source>Macao</source>
        <translation>Sonderverwaltungsregion Macau</translation>
    </message>
    <message>
        <source>Northern Mariana Islands</source>
        <translation>Nördliche Marianen</translation>
    </message>
    <message>
        <source>Martinique</source>
        <translation>Martinique</translation>
    </message>
    <message>
        <source>Mauritania</source>
        <translation>Mauretanien</translation>
    </message>
    <message>
        <source>Montserrat</source>
        <translation>Montserrat</translation>
    </message>
    <message>
        <source>Malta</source>
        <translation>Malta</translation>
    </message>
    <message>
        <source>Mauritius</source>
        <translation>Mauritius</translation>
    </message>
    <message>
        <source>Maldives</source>
        <translation>Malediven</translation>
    </message>
    <message>
        <source>Malawi</source>
        <translation>Malawi</translation>
    </message>
    <message>
        <source>Mexico</source>
        <translation>Mexiko</translation>
    </message>
    <message>
        <source>Malaysia</source>
        <translation>Malaysia</translation>
    </message>
    <message>
        <source>Mozambique</source>
        <translation>Mosambik</translation>
    </message>
    <message>
        <source>Namibia</source>
        <translation>Namibia</translation>
    </message>
    <message>
        <source>New Caledonia</source>
        <translation>Neukaledonien</translation>
    </message>
    <message>
        <source>Niger</source>
        <translation>Niger</translation>
    </message>
    <message>
        <source>Norfolk Island</source>
        <translation>Norfolkinsel</translation>
    </message>
    <message>
        <source>Nigeria</source>
        <translation>Nigeria</translation>
    </message>
    <message>
        <source>Nicaragua</source>
        <translation>Nicaragua</translation>
    </message>
    <message>
        <source>The Netherlands</source>
        <translation>Niederlande</translation>
    </message>
    <message>
        <source>Norway</source>
        <translation>Norwegen</translation>
    </message>
    <message>
        <source>Nepal</source>
        <translation>Nepal</translation>
    </message>
    <message>
        <source>Nauru</source>
        <translation>Nauru</translation>
    </message>
    <message>
        <source>Niue</source>
        <translation>Niue</translation>
    </message>
    <message>
        <source>New Zealand</source>
        <translation>Neuseeland</translation>
    </message>
    <message>
        <source>Oman</source>
        <translation>Oman</translation>
    </message>
    <message>
        <source>Panama</source>
        <translation>Panama</translation>
    </message>
    <message>
        <source>Peru</source>
        <translation>Peru</translation>
    </message>
    <message>
        <source>French Polynesia</source>
        <translation>Französisch-Polynesien</translation>
    </message>
    <message>
        <source>Papua New Guinea</source>
        <translation>Papua-Neuguinea</translation>
    </message>
    <message>
        <source>Philippines</source>
        <translation>Philippinen</translation>
    </message>
    <message>
        <source>Pakistan</source>
        <translation>Pakistan</translation>
    </message>
    <message>
        <source>Poland</source>
        <translation>Polen</translation>
    </message>
    <message>
        <source>Saint Pierre and Miquelon</source>
        <translation>St. Pierre und Miquelon</translation>
    </message>
    <message>
        <source>Pitcairn</source>
        <translation>Pitcairninseln</translation>
    </message>
    <message>
        <source>Puerto Rico</source>
        <translation>Puerto Rico</translation>
    </message>
    <message>
        <source>Palestinian Territory</source>
        <translation>Palästinensische Autonomiegebiete</translation>
    </message>
    <message>
        <source>Portugal</source>
        <translation>Portugal</translation>
    </message>
    <message>
        <source>Palau</source>
        <translation>Palau</translation>
    </message>
    <message>
        <source>Paraguay</source>
        <translation>Paraguay</translation>
    </message>
    <message>
        <source>Qatar</source>
        <translation>Katar</translation>
    </message>
    <message>
        <source>Reunion</source>
        <translation>Réunion</translation>
    </message>
    <message>
        <source>Romania</source>
        <translation>Rumänien</translation>
    </message>
    <message>
        <source>Serbia</source>
        <translation>Serbien</translation>
    </message>
    <message>
        <source>Russia</source>
        <translation>Russland</translation>
    </message>
    <message>
        <source>Rwanda</source>
        <translation>Ruanda</translation>
    </message>
    <message>
        <source>Saudi Arabia</source>
        <translation>Saudi-Arabien</translation>
    </message>
    <message>
        <source>Solomon Islands</source>
        <translation>Salomonen</translation>
    </message>
    <message>
        <source>Seychelles</source>
        <translation>Seychellen</translation>
    </message>
    <message>
        <source>Sudan</source>
        <translation>Sudan</translation>
    </message>
    <message>
        <source>Sweden</source>
        <translation>Schweden</translation>
    </message>
    <message>
        <source>Singapore</source>
        <translation>Singapur</translation>
    </message>
    <message>
        <source>Saint Helena</source>
        <translation>St. Helena</translation>
    </message>
    <message>
        <source>Slovenia</source>
        <translation>Slowenien</translation>
    </message>
    <message>
        <source>Svalbard and Jan Mayen</source>
        <translation>Spitzbergen und Jan Mayen</translation>
    </message>
    <message>
        <source>Slovakia</source>
        <translation>Slowakei</translation>
    </message>
    <message>
        <source>Sierra Leone</source>
        <translation>Sierra Leone</translation>
    </message>
    <message>
        <source>San Marino</source>
        <translation>San Marino</translation>
    </message>
    <message>
        <source>Senegal</source>
        <translation>Senegal</translation>
    </message>
    <message>
        <source>Somalia</source>
        <translation>Somalia</translation>
    </message>
    <message>
        <source>Suriname</source>
        <translation>Suriname</translation>
    </message>
    <message>
        <source>South Sudan</source>
        <translation>Südsudan</translation>
    </message>
    <message>
        <source>Sao Tome and Principe</source>
        <translation>São Tomé und Príncipe</translation>
    </message>
    <message>
        <source>El Salvador</source>
        <translation>El Salvador</translation>
    </message>
    <message>
        <source>Sint Maarten</source>
        <translation>Sint Maarten</translation>
    </message>
    <message>
        <source>Syria</source>
        <translation>Syrien</translation>
    </message>
    <message>
        <source>Eswatini</source>
        <translation>Eswatini</translation>
    </message>
    <message>
        <source>Turks and Caicos Islands</source>
        <translation>Turks- und Caicosinseln</translation>
    </message>
    <message>
        <source>Chad</source>
        <translation>Tschad</translation>
    </message>
    <message>
        <source>French Southern Territories</source>
        <translation>Französische Süd- und Antarktisgebiete</translation>
    </message>
    <message>
        <source>Togo</source>
        <translation>Togo</translation>
    </message>
    <message>
        <source>Thailand</source>
        <translation>Thailand</translation>
    </message>
    <message>
        <source>Tajikistan</source>
        <translation>Tadschikistan</translation>
    </message>
    <message>
        <source>Tokelau</source>
        <translation>Tokelau</translation>
    </message>
    <message>
        <source>Timor Leste</source>
        <translation>Timor-Leste</translation>
    </message>
    <message>
        <source>Turkmenistan</source>
        <translation>Turkmenistan</translation>
    </message>
    <message>
        <source>Tunisia</source>
        <translation>Tunesien</translation>
    </message>
    <message>
        <source>Tonga</source>
        <translation>Tonga</translation>
    </message>
    <message>
        <source>Turkey</source>
        <translation>Türkei</translation>
    </message>
    <message>
        <source>Trinidad and Tobago</source>
        <translation>Trinidad und Tobago</translation>
    </message>
    <message>
        <source>Tuvalu</source>
        <translation>Tuvalu</translation>
    </message>
    <message>
        <source>Taiwan</source>
        <translation>Taiwan</translation>
    </message>
    <message>
        <source>Tanzania</source>
        <translation>Tansania</translation>
    </message>
    <message>
        <source>Ukraine</source>
        <translation>Ukraine</translation>
    </message>
    <message>
        <source>Uganda</source>
        <translation>Uganda</translation>
    </message>
    <message>
        <source>United States Minor Outlying Islands</source>
        <translation>Amerikanische Überseeinseln</translation>
    </message>
    <message>
        <source>United States</source>
        <translation>Vereinigte Staaten</translation>
    </message>
    <message>
        <source>Uruguay</source>
        <translation>Uruguay</translation>
    </message>
    <message>
        <source>Uzbekistan</source>
        <translation>Usbekistan</translation>
    </message>
    <message>
        <source>Vatican</source>
        <translation>Vatikanstadt</translation>
    </message>
    <message>
        <source>Saint Vincent and the Grenadines</source>
        <translation>St. Vincent und die Grenadinen</translation>
    </message>
    <message>
        <source>Venezuela</source>
        <translation>Venezuela</translation>
    </message>
    <message>
        <source>British Virgin Islands</source>
        <translation>Britische Jungferninseln</translation>
    </message>
    <message>
        <source>U.S. Virgin Islands</source>
        <translation>Amerikanische Jungferninseln</translation>
    </message>
    <message>
        <source>Vietnam</source>
        <translation>Vietnam</translation>
    </message>
    <message>
        <source>Vanuatu</source>
        <translation>Vanuatu</translation>
    </message>
    <message>
        <source>Wallis and Futuna</source>
        <translation>Wallis und Futuna</translation>
    </message>
    <message>
        <source>Samoa</source>
        <translation>Samoa</translation>
    </message>
    <message>
        <source>Kosovo</source>
        <translation>Kosovo</translation>
    </message>
    <message>
        <source>Yemen</source>
        <translation>Jemen</translation>
    </message>
    <message>
        <source>Mayotte</source>
        <translation>Mayotte</translation>
    </message>
    <message>
        <source>South Africa</source>
        <translation>Südafrika</translation>
    </message>
    <message>
        <source>Zambia</source>
        <translation>Sambia</translation>
    </message>
    <message>
        <source>Zimbabwe</source>
        <translation>Simbabwe</translation>
    </message>
    <message>
        <source>Africa</source>
        <translation>Afrika</translation>
    </message>
    <message>
        <source>Asia</source>
        <translation>Asien</translation>
    </message>
    <message>
        <source>Europe</source>
        <translation>Europa</translation>
    </message>
    <message>
        <source>North America</source>
        <translation>Nordamerika</translation>
    </message>
    <message>
        <source>Oceania</source>
        <translation>Ozeanien</translation>
    </message>
    <message>
        <source>South America</source>
        <translation>Südamerika</translation>
    </message>
    <message>
        <source>Lapland</source>
        <translation>Lappland</translation>
    </message>
    <message>
        <source>Patagonia</source>
        <translation>Patagonien</translation>
    </message>
    <message>
        <source>Algiers, Algeria</source>
        <translation>Algier</translation>
    </message>
    <message>
        <source>Yerevan, Armenia</source>
        <translation>Eriwan</translation>
    </message>
    <message>
        <source>South Australia, Australia</source>
        <translation>Südaustralien</translation>
    </message>
    <message>
        <source>Tasmania, Australia</source>
        <translation>Tasmanien</translation>
    </message>
    <message>
        <source>Western Australia, Australia</source>
        <translation>Westaustralien</translation>
    </message>
    <message>
        <source>Carinthia, Austria</source>
        <translation>Kärnten</translation>
    </message>
    <message>
        <source>Lower Austria, Austria</source>
        <translation>Niederösterreich</translation>
    </message>
    <message>
        <source>Styria, Austria</source>
        <translation>Steiermark</translation>
    </message>
    <message>
        <source>Tyrol, Austria</source>
        <translation>Tirol</translation>
    </message>
    <message>
        <source>Upper Austria, Austria</source>
        <translation>Oberösterreich</translation>
    </message>
    <message>
        <source>Vienna, Austria</source>
        <translation>Wien</translation>
    </message>
    <message>
        <source>Antwerp, Belgium</source>
        <translation>Antwerpen</translation>
    </message>
    <message>
        <source>Brugge, Belgium</source>
        <translation>Brügge</translation>
    </message>
    <message>
        <source>Brussels Capital, Belgium</source>
        <translation>Region Brüssel-Hauptstadt</translation>
    </message>
    <message>
        <source>Brussels, Belgium</source>
        <translation>Brüssel</translation>
    </message>
    <message>
        <source>Flanders, Belgium</source>
        <translation>Flandern</translation>
    </message>
    <message>
        <source>Warmia-Masuria, Poland</source>
        <translation>Ermland-Masuren</translation>
    </message>
    <message>
        <source>Lapland, Finland</source>
        <translation>Lappland</translation>
    </message>
    <message>
        <source>Western Cape, South Africa</source>
        <translation>Westkap</translation>
    </message>
    <message>
        <source>Eastern Cape, South Africa</source>
        <translation>Ostkap</translation>
    </message>
    <message>
        <source>Northern Cape, South Africa</source>
        <translation>Nordkap</translation>
    </message>
    <message>
        <source>Liège, Belgium</source>
        <translation>Lüttich</translation>
    </message>
    <message>
        <source>Ostend, Belgium</source>
        <translation>Ostende</translation>
    </message>
    <message>
        <source>Wallonia, Belgium</source>
        <translation>Wallonien</translation>
    </message>
    <message>
        <source>Montréal, Canada</source>
        <translation>Montreal</translation>
    </message>
    <message>
        <source>Nova Scotia, Canada</source>
        <translation>Neuschottland</translation>
    </message>
    <message>
        <source>Quebec, Canada</source>
        <translation>Québec</translation>
    </message>
    <message>
        <source>Beijing, China</source>
        <translation>Peking</translation>
    </message>
    <message>
        <source>Istria, Croatia</source>
        <translation>Istrien</translation>
    </message>
    <message>
        <source>Split-Dalmatia, Croatia</source>
        <translation>Split-Dalmatien</translation>
    </message>
    <message>
        <source>Havana, Cuba</source>
        <translation>Havanna</translation>
    </message>
    <message>
        <source>Nicosia, Cyprus</source>
        <translation>Nikosia</translation>
    </message>
    <message>
        <source>Brno, Czechia</source>
        <translation>Brünn</translation>
    </message>
    <message>
        <source>Central Bohemia, Czechia</source>
        <translation>Mittelböhmen</translation>
    </message>
    <message>
        <source>Jihočeský kraj, Czechia</source>
        <translation>Südböhmen</translation>
    </message>
    <message>
        <source>Karlovy Vary, Czechia</source>
        <translation>Karlsbad</translation>
    </message>
    <message>
        <source>Prague, Czechia</source>
        <translation>Prag</translation>
    </message>
    <message>
        <source>South Moravian, Czechia</source>
        <translation>Südmähren</translation>
    </message>
    <message>
        <source>České Budějovice, Czechia</source>
        <translation>Budweis</translation>
    </message>
    <message>
        <source>Český Krumlov, Czechia</source>
        <translation>Krumau</translation>
    </message>
    <message>
        <source>Capital Region, Denmark</source>
        <translation>Hauptstadtregion</translation>
    </message>
    <message>
        <source>Central Jutland, Denmark</source>
        <translation>Mitteljütland</translation>
    </message>
    <message>
        <source>Copenhagen, Denmark</source>
        <translation>Kopenhagen</translation>
    </message>
    <message>
        <source>Helsingør, Denmark</source>
        <translation>Helsingör</translation>
    </message>
    <message>
        <source>North Denmark, Denmark</source>
        <translation>Nordjütland</translation>
    </message>
    <message>
        <source>South Denmark, Denmark</source>
        <translation>Süddänemark</translation>
    </message>
    <message>
        <source>Zealand, Denmark</source>
        <translation>Seeland</translation>
    </message>
    <message>
        <source>Århus, Denmark</source>
        <translation>Aarhus</translation>
    </message>
    <message>
        <source>Aswan, Egypt</source>
        <translation>Assuan</translation>
    </message>
    <message>
        <source>Cairo, Egypt</source>
        <translation>Kairo</translation>
    </message>
    <message>
        <source>Giza, Egypt</source>
        <translation>Gizeh</translation>
    </message>
    <message>
        <source>Addis Ababa, Ethiopia</source>
        <translation>Addis Abeba</translation>
    </message>
    <message>
        <source>Bourgogne-Franche-Comté, France</source>
        <translation>Burgund-Franche-Comté</translation>
    </message>
    <message>
        <source>Brittany, France</source>
        <translation>Bretagne</translation>
    </message>
    <message>
        <source>Corsica, France</source>
        <translation>Korsika</translation>
    </message>
    <message>
        <source>Dunkirk, France</source>
        <translation>Dünkirchen</translation>
    </message>
    <message>
        <source>Nice, France</source>
        <translation>Nizza</translation>
    </message>
    <message>
        <source>Normandy, France</source>
        <translation>Normandie</translation>
    </message>
    <message>
        <source>Occitanie, France</source>
        <translation>Okzitanien</translation>
    </message>
    <message>
        <source>Strasbourg, France</source>
        <translation>Straßburg</translation>
    </message>
    <message>
        <source>Tbilisi, Georgia</source>
        <translation>Tiflis</translation>
    </message>
    <message>
        <source>Baden-Wurttemberg, Germany</source>
        <translation>Baden-Württemberg</translation>
    </message>
    <message>
        <source>Bavaria, Germany</source>
        <translation>Bayern</translation>
    </message>
    <message>
        <source>City state Bremen, Germany</source>
        <translation>Bremen</translation>
    </message>
    <message>
        <source>Hesse, Germany</source>
        <translation>Hessen</translation>
    </message>
    <message>
        <source>Lower Saxony, Germany</source>
        <translation>Niedersachsen</translation>
    </message>
    <message>
        <source>Munich, Germany</source>
        <translation>München</translation>
    </message>
    <message>
        <source>North Rhine-Westphalia, Germany</source>
        <translation>Nordrhein-Westfalen</translation>
    </message>
    <message>
        <source>Nuremberg, Germany</source>
        <translation>Nürnberg</translation>
    </message>
    <message>
        <source>Saxony, Germany</source>
        <translation>Sachsen</translation>
    </message>
    <message>
        <source>Saxony-Anhalt, Germany</source>
        <translation>Sachsen-Anhalt</translation>
    </message>
    <message>
        <source>State of Berlin, Germany</source>
        <translation>Berlin</translation>
    </message>
    <message>
        <source>Thuringia, Germany</source>
        <translation>Thüringen</translation>
    </message>
    <message>
        <source>Athens, Greece</source>
        <translation>Athen</translation>
    </message>
    <message>
        <source>Attica, Greece</source>
        <translation>Attika</translation>
    </message>
    <message>
        <source>Central Greece, Greece</source>
        <translation>Mittelgriechenland</translation>
    </message>
    <message>
        <source>Central Macedonia, Greece</source>
        <translation>Zentralmakedonien</translation>
    </message>
    <message>
        <source>Corfu, Greece</source>
        <translation>Korfu</translation>
    </message>
    <message>
        <source>Crete, Greece</source>
        <translation>Kreta</translation>
    </message>
    <message>
        <source>East Macedonia and Thrace, Greece</source>
        <translation>Ostmakedonien und Thrakien</translation>
    </message>
    <message>
        <source>Ionian Islands, Greece</source>
        <translation>Ionische Inseln</translation>
    </message>
    <message>
        <source>Irákleion, Greece</source>
        <translation>Heraklion</translation>
    </message>
    <message>
        <source>Mount Athos, Greece</source>
        <translation>Athos</translation>
    </message>
    <message>
        <source>North Aegean, Greece</source>
        <translation>Nördliche Ägäis</translation>
    </message>
    <message>
        <source>Peloponnese, Greece</source>
        <translation>Peloponnes</translation>
    </message>
    <message>
        <source>Piraeus, Greece</source>
        <translation>Piräus</translation>
    </message>
    <message>
        <source>Pátra, Greece</source>
        <translation>Patras</translation>
    </message>
    <message>
        <source>South Aegean, Greece</source>
        <translation>Südliche Ägäis</translation>
    </message>
    <message>
        <source>Thessaloníki, Greece</source>
        <translation>Thessaloniki</translation>
    </message>
    <message>
        <source>Thessaly, Greece</source>
        <translation>Thessalien</translation>
    </message>
    <message>
        <source>West Greece, Greece</source>
        <translation>Westgriechenland</translation>
    </message>
    <message>
        <source>West Macedonia, Greece</source>
        <translation>Westmakedonien</translation>
    </message>
    <message>
        <source>Guatemala City, Guatemala</source>
        <translation>Guatemala-Stadt</translation>
    </message>
    <message>
        <source>Hong Kong, Hong Kong</source>
        <translation>Hongkong</translation>
    </message>
    <message>
        <source>Kolkata, India</source>
        <translation>Kalkutta</translation>
    </message>
    <message>
        <source>New Delhi, India</source>
        <translation>Neu-Delhi</translation>
    </message>
    <message>
        <source>Tehran, Iran</source>
        <translation>Teheran</translation>
    </message>
    <message>
        <source>Baghdad, Iraq</source>
        <translation>Bagdad</translation>
    </message>
    <message>
        <source>Abruzzo, Italy</source>
        <translation>Abruzzen</translation>
    </message>
    <message>
        <source>Aosta Valley, Italy</source>
        <translation>Aostatal</translation>
    </message>
    <message>
        <source>Apulia, Italy</source>
        <translation>Apulien</translation>
    </message>
    <message>
        <source>Basilicate, Italy</source>
        <translation>Basilikata</translation>
    </message>
    <message>
        <source>Bolzano, Italy</source>
        <translation>Bozen</translation>
    </message>
    <message>
        <source>Bressanone, Italy</source>
        <translation>Brixen</translation>
    </message>
    <message>
        <source>Brunico, Italy</source>
        <translation>Bruneck</translation>
    </message>
    <message>
        <source>Calabria, Italy</source>
        <translation>Kalabrien</translation>
    </message>
    <message>
        <source>Campania, Italy</source>
        <translation>Kampanien</translation>
    </message>
    <message>
        <source>Florence, Italy</source>
        <translation>Florenz</translation>
    </message>
    <message>
        <source>Friuli Venezia Giulia, Italy</source>
        <translation>Friaul-Julisch Venetien</translation>
    </message>
    <message>
        <source>Genoa, Italy</source>
        <translation>Genua</translation>
    </message>
    <message>
        <source>Lazio, Italy</source>
        <translation>Latium</translation>
    </message>
    <message>
        <source>Liguria, Italy</source>
        <translation>Ligurien</translation>
    </message>
    <message>
        <source>Lombardy, Italy</source>
        <translation>Lombardei</translation>
    </message>
    <message>
        <source>Merano, Italy</source>
        <translation>Meran</translation>
    </message>
    <message>
        <source>Milan, Italy</source>
        <translation>Mailand</translation>
    </message>
    <message>
        <source>Naples, Italy</source>
        <translation>Neapel</translation>
    </message>
    <message>
        <source>Piedmont, Italy</source>
        <translation>Piemont</translation>
    </message>
    <message>
        <source>Rome, Italy</source>
        <translation>Rom</translation>
    </message>
    <message>
        <source>Sardinia, Italy</source>
        <translation>Sardinien</translation>
    </message>
    <message>
        <source>Sicily, Italy</source>
        <translation>Sizilien</translation>
    </message>
    <message>
        <source>Siracusa, Italy</source>
        <translation>Syrakus</translation>
    </message>
    <message>
        <source>The Marches, Italy</source>
        <translation>Marken</translation>
    </message>
    <message>
        <source>Trentino-Alto Adige, Italy</source>
        <translation>Trentino-Südtirol</translation>
    </message>
    <message>
        <source>Trento, Italy</source>
        <translation>Trient</translation>
    </message>
    <message>
        <source>Trieste, Italy</source>
        <translation>Triest</translation>
    </message>
    <message>
        <source>Tuscany, Italy</source>
        <translation>Toskana</translation>
    </message>
    <message>
        <source>Umbria, Italy</source>
        <translation>Umbrien</translation>
    </message>
    <message>
        <source>Veneto, Italy</source>
        <translation>Venetien</translation>
    </message>
    <message>
        <source>Venice, Italy</source>
        <translation>Venedig</translation>
    </message>
    <message>
        <source>Tokyo, Japan</source>
        <translation>Tokio</translation>
    </message>
    <message>
        <source>Bishkek, Kyrgyzstan</source>
        <translation>Bischkek</translation>
    </message>
    <message>
        <source>Tripoli, Libya</source>
        <translation>Tripolis</translation>
    </message>
    <message>
        <source>Luxembourg, Luxembourg</source>
        <translation>Luxemburg</translation>
    </message>
    <message>
        <source>Mexico City, Mexico</source>
        <translation>Mexiko-Stadt</translation>
    </message>
    <message>
        <source>Marrakesh, Morocco</source>
        <translation>Marrakesch</translation>
    </message>
    <message>
        <source>Tangier, Morocco</source>
        <translation>Tanger</translation>
    </message>
    <message>
        <source>Yangon, Myanmar</source>
        <translation>Rangun</translation>
    </message>
    <message>
        <source>Pyongyang, North Korea</source>
        <translation>Pjöngjang</translation>
    </message>
    <message>
        <source>Muscat, Oman</source>
        <translation>Maskat</translation>
    </message>
    <message>
        <source>Karachi, Pakistan</source>
        <translation>Karatschi</translation>
    </message>
    <message>
        <source>Panama City, Panama</source>
        <translation>Panama-Stadt</translation>
    </message>
    <message>
        <source>Gdańsk, Poland</source>
        <translation>Danzig</translation>
    </message>
    <message>
        <source>Greater Poland, Poland</source>
        <translation>Großpolen</translation>
    </message>
    <message>
        <source>Kraków, Poland</source>
        <translation>Krakau</translation>
    </message>
    <message>
        <source>Lesser Poland, Poland</source>
        <translation>Kleinpolen</translation>
    </message>
    <message>
        <source>Lower Silesia, Poland</source>
        <translation>Niederschlesien</translation>
    </message>
    <message>
        <source>Mazovia, Poland</source>
        <translation>Masowien</translation>
    </message>
    <message>
        <source>Pomerania, Poland</source>
        <translation>Pommern</translation>
    </message>
    <message>
        <source>Poznań, Poland</source>
        <translation>Posen</translation>
    </message>
    <message>
        <source>Silesia, Poland</source>
        <translation>Schlesien</translation>
    </message>
    <message>
        <source>Szczecin, Poland</source>
        <translation>Stettin</translation>
    </message>
    <message>
        <source>Warsaw, Poland</source>
        <translation>Warschau</translation>
    </message>
    <message>
        <source>West Pomerania, Poland</source>
        <translation>Westpommern</translation>
    </message>
    <message>
        <source>Wrocław, Poland</source>
        <translation>Breslau</translation>
    </message>
    <message>
        <source>Azores, Portugal</source>
        <translation>Azoren</translation>
    </message>
    <message>
        <source>Lisbon, Portugal</source>
        <translation>Lissabon</translation>
    </message>
    <message>
        <source>Bucharest, Romania</source>
        <translation>Bukarest</translation>
    </message>
    <message>
        <source>Moscow, Russia</source>
        <translation>Moskau</translation>
    </message>
    <message>
        <source>Novosibirsk, Russia</source>
        <translation>Nowosibirsk</translation>
    </message>
    <message>
        <source>Saint Petersburg, Russia</source>
        <translation>Sankt Petersburg</translation>
    </message>
    <message>
        <source>Vladivostok, Russia</source>
        <translation>Wladiwostok</translation>
    </message>
    <message>
        <source>Yekaterinburg, Russia</source>
        <translation>Jekaterinburg</translation>
    </message>
    <message>
        <source>Makkah, Saudi Arabia</source>
        <translation>Mekka</translation>
    </message>
    <message>
        <source>Riyadh, Saudi Arabia</source>
        <translation>Riad</translation>
    </message>
    <message>
        <source>Belgrade, Serbia</source>
        <translation>Belgrad</translation>
    </message>
    <message>
        <source>Singapore, Singapore</source>
        <translation>Singapur</translation>
    </message>
    <message>
        <source>Mogadishu, Somalia</source>
        <translation>Mogadischu</translation>
    </message>
    <message>
        <source>Cape Town, South Africa</source>
        <translation>Kapstadt</translation>
    </message>
    <message>
        <source>Andalusia, Spain</source>
        <translation>Andalusien</translation>
    </message>
    <message>
        <source>Aragon, Spain</source>
        <translation>Aragonien</translation>
    </message>
    <message>
        <source>Asturias, Spain</source>
        <translation>Asturien</translation>
    </message>
    <message>
        <source>Balearic Islands, Spain</source>
        <translation>Balearen</translation>
    </message>
    <message>
        <source>Basque Country, Spain</source>
        <translation>Baskenland</translation>
    </message>
    <message>
        <source>Canary Islands, Spain</source>
        <translation>Kanarische Inseln</translation>
    </message>
    <message>
        <source>Castille and León, Spain</source>
        <translation>Kastilien und León</translation>
    </message>
    <message>
        <source>Castille-La Mancha, Spain</source>
        <translation>Kastilien-La Mancha</translation>
    </message>
    <message>
        <source>Catalonia, Spain</source>
        <translation>Katalonien</translation>
    </message>
    <message>
        <source>Galicia, Spain</source>
        <translation>Galicien</translation>
    </message>
    <message>
        <source>Navarre, Spain</source>
        <translation>Navarra</translation>
    </message>
    <message>
        <source>Zaragoza, Spain</source>
        <translation>Saragossa</translation>
    </message>
    <message>
        <source>Khartoum, Sudan</source>
        <translation>Khartum</translation>
    </message>
    <message>
        <source>Gothenburg, Sweden</source>
        <translation>Göteborg</translation>
    </message>
    <message>
        <source>Basel-City, Switzerland</source>
        <translation>Basel-Stadt</translation>
    </message>
    <message>
        <source>Fribourg, Switzerland</source>
        <translation>Freiburg im Üechtland</translation>
    </message>
    <message>
        <source>Geneva, Switzerland</source>
        <translation>Genf</translation>
    </message>
    <message>
        <source>Grisons, Switzerland</source>
        <translation>Graubünden</translation>
    </message>
    <message>
        <source>Lucerne, Switzerland</source>
        <translation>Luzern</translation>
    </message>
    <message>
        <source>Neuchâtel, Switzerland</source>
        <translation>Neuenburg</translation>
    </message>
    <message>
        <source>Saint Gallen, Switzerland</source>
        <translation>St. Gallen</translation>
    </message>
    <message>
        <source>Sankt Gallen, Switzerland</source>
        <translation>St. Gallen</translation>
    </message>
    <message>
        <source>Ticino, Switzerland</source>
        <translation>Tessin</translation>
    </message>
    <message>
        <source>Valais, Switzerland</source>
        <translation>Wallis</translation>
    </message>
    <message>
        <source>Vaud, Switzerland</source>
        <translation>Waadt</translation>
    </message>
    <message>
        <source>Zurich, Switzerland</source>
        <translation>Zürich</translation>
    </message>
    <message>
        <source>Damascus, Syria</source>
        <translation>Damaskus</translation>
    </message>
    <message>
        <source>Taipei, Taiwan</source>
        <translation>Taipeh</translation>
    </message>
    <message>
        <source>Dushanbe, Tajikistan</source>
        <translation>Duschanbe</translation>
    </message>
    <message>
        <source>Dar es Salaam, Tanzania</source>
        <translation>Daressalam</translation>
    </message>
    <message>
        <source>Nijmegen, The Netherlands</source>
        <translation>Nimwegen</translation>
    </message>
    <message>
        <source>North Brabant, The Netherlands</source>
        <translation>Nordbrabant</translation>
    </message>
    <message>
        <source>North Holland, The Netherlands</source>
        <translation>Nordholland</translation>
    </message>
    <message>
        <source>South Holland, The Netherlands</source>
        <translation>Südholland</translation>
    </message>
    <message>
        <source>The Hague, The Netherlands</source>
        <translation>Den Haag</translation>
    </message>
    <message>
        <source>Zeeland, The Netherlands</source>
        <translation>Seeland</translation>
    </message>
    <message>
        <source>İzmir, Turkey</source>
        <translation>Izmir</translation>
    </message>
    <message>
        <source>Kyiv, Ukraine</source>
        <translation>Kiew</translation>
    </message>
    <message>
        <source>Lviv, Ukraine</source>
        <translation>Lemberg</translation>
    </message>
    <message>
        <source>Odesa, Ukraine</source>
        <translation>Odessa</translation>
    </message>
    <message>
        <source>Northern Ireland, United Kingdom</source>
        <translation>Nordirland</translation>
    </message>
    <message>
        <source>Scotland, United Kingdom</source>
        <translation>Schottland</translation>
    </message>
    <message>
        <source>California, United States</source>
        <translation>Kalifornien</translation>
    </message>
    <message>
        <source>Bukhara, Uzbekistan</source>
        <translation>Buchara</translation>
    </message>
    <message>
        <source>Tashkent, Uzbekistan</source>
        <translation>Taschkent</translation>
    </message>
    <message>
        <source>Vatican City, Vatican</source>
        <translation>Vatikanstadt</translation>
    </message>
    <message>
        <source>Ho Chi Minh City, Vietnam</source>
        <translation>Ho-Chi-Minh-Stadt</translation>
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
        <translation>Ausführungsanbieter</translation>
    </message>
    <message>
        <source>ONNX Runtime execution provider.</source>
        <translation>Womit ONNX Runtime rechnet.</translation>
    </message>
    <message>
        <source>threads</source>
        <translation>Threads</translation>
    </message>
    <message>
        <source>Threads for decoding and for the network; 0 takes all cores.</source>
        <translation>Threads zum Entpacken der Bilder und für das Netz; 0 nimmt alle Kerne.</translation>
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
        <source>It shows the same moment as…</source>
        <translation>Es zeigt denselben Augenblick wie …</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>Vergessen</translation>
    </message>
    <message>
        <source>Show the offset that the pairs tell.</source>
        <translation>Den Versatz zeigen, den die Paare verraten.</translation>
    </message>
    <message>
        <source>Forget the chosen pairs, or all that are listed.</source>
        <translation>Die ausgewählten Paare vergessen, sonst alle aufgeführten.</translation>
    </message>
    <message>
        <source>Time zone of a clock that does not tell its own</source>
        <translation>Zeitzone einer Uhr, die ihre nicht nennt</translation>
    </message>
    <message>
        <source>Map of tracks</source>
        <translation>Karte der Tracks</translation>
    </message>
    <message>
        <source>Keep the offset</source>
        <translation>Den Versatz übernehmen</translation>
    </message>
    <message>
        <source>Take back the offset</source>
        <translation>Den Versatz zurücknehmen</translation>
    </message>
    <message>
        <source>Keep the time zone</source>
        <translation>Die Zeitzone übernehmen</translation>
    </message>
    <message>
        <source>Use what the clock shows</source>
        <translation>Verwenden, was die Uhr zeigt</translation>
    </message>
    <message>
        <source>Use what the pairs tell</source>
        <translation>Verwenden, was die Paare verraten</translation>
    </message>
    <message>
        <source>Forget pairs</source>
        <translation>Paare vergessen</translation>
    </message>
    <message>
        <source>Remove the chosen tracks</source>
        <translation>Die ausgewählten Tracks entfernen</translation>
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
        <source>Its time zone</source>
        <translation>Ihre Zeitzone</translation>
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
        <source>Select a photo of a clock.</source>
        <translation>Wählen Sie ein Foto einer Uhr aus.</translation>
    </message>
    <message>
        <source>{0}: its camera&apos;s clock showed {1}.</source>
        <translation>{0}: Die Uhr seiner Kamera zeigte {1}.</translation>
    </message>
    <message>
        <source>{0} does not say to the second when it was taken.</source>
        <translation>{0} sagt nicht auf die Sekunde, wann es aufgenommen wurde.</translation>
    </message>
    <message>
        <source>Every camera</source>
        <translation>Jede Kamera</translation>
    </message>
</context>
<context>
    <name>wording</name>
    <message>
        <source>%Y-%m-%d</source>
        <translation>%d.%m.%Y</translation>
    </message>
    <message>
        <source>%Y-%m-%d %H:%M</source>
        <translation>%d.%m.%Y %H:%M</translation>
    </message>
    <message>
        <source>%Y-%m-%d %H:%M:%S</source>
        <translation>%d.%m.%Y %H:%M:%S</translation>
    </message>
</context>
</TS>
