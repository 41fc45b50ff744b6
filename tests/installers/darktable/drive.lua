-- Drives the plug-in inside darktable as a person would, and notes in WHENCE_TEST_LOG what the panel said.

local dt = require "darktable"

local log = assert(io.open(os.getenv("WHENCE_TEST_LOG"), "w"))

local function note(name, ...)
  local words = { name }
  for index = 1, select("#", ...) do
    words[index + 1] = tostring((select(index, ...)))
  end
  log:write((table.concat(words, "\t"):gsub("\n", " ")), "\n")
  log:flush()
end

local function until_true(condition)
  while not condition() and not dt.control.ending do
    dt.control.sleep(50)
  end
end

local function by_name()
  local images = {}
  for index = 1, #dt.database do
    images[dt.database[index].filename] = dt.database[index]
  end
  return images
end

local function drive(whence)
  local panel = whence.panel
  dt.preferences.write("whence", "program", "string", os.getenv("WHENCE_TEST_PROGRAM"))
  until_true(function()
    return whence.installed
  end)
  note("begin", panel.status.label, panel.least.value, panel.replace.value, panel.tell.value, panel.set.sensitive)

  dt.database.import(os.getenv("WHENCE_TEST_PHOTOS"))
  until_true(function()
    return #dt.database == 4
  end)
  local images = by_name()
  local camera, later, phone, strange =
    images["a 'b' c.jpg"], images["später.jpg"], images["phone.jpg"], images["years after.jpg"]

  local function select_images(...)
    dt.gui.selection({ ... })
    until_true(function()
      return #dt.gui.action_images == #dt.gui.selection()
    end)
  end

  local function tell(name)
    note(name, panel.status.label)
    for image, what in pairs({ [camera] = "camera", [later] = "later", [phone] = "phone", [strange] = "strange" }) do
      note(name .. " " .. what, image.latitude, image.longitude)
    end
  end

  select_images(camera, later, phone, strange)
  whence.ask()
  tell("asked")

  select_images(camera)
  local shown, before = {}, nil -- read until it rests: darktable tells of one selection more than once
  until_true(function()
    before = table.concat(shown, "\n")
    dt.control.sleep(300)
    shown = { panel.photo.label, tostring(panel.place[1]), panel.reasons.label }
    return shown[1] == camera.filename and panel.set.sensitive and table.concat(shown, "\n") == before
  end)
  note("shown", table.unpack(shown))
  if os.getenv("WHENCE_TEST_PICTURE") then
    dt.control.sleep(1500) -- the window paints itself meanwhile
    dt.control.execute("import -window root '" .. os.getenv("WHENCE_TEST_PICTURE") .. "'")
  end
  whence.set()
  tell("set")

  select_images(camera, strange)
  whence.set_same()
  tell("same")
  whence.take_back()
  tell("taken back")

  select_images(camera, later, phone, strange)
  panel.least.value = 60
  whence.set_sure()
  tell("sure")

  dt.preferences.write("whence", "program", "string", os.getenv("WHENCE_TEST_ENDLESS"))
  dt.control.dispatch(function()
    dt.control.sleep(500)
    note("meanwhile", panel.status.label)
    whence.ask()
    note("asked meanwhile", panel.status.label)
    whence.stop()
  end)
  whence.ask()
  note("stopped", panel.status.label)

  dt.preferences.write("whence", "program", "string", "/nowhere/whence")
  whence.ask()
  note("missing", panel.status.label)
end

return function(whence)
  dt.control.dispatch(function()
    note("end", pcall(drive, whence))
    log:close()
    dt.gui.action("global/quit", 0, "", "", 1)
  end)
end
