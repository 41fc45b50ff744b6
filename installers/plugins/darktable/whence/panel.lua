-- The widgets of the panel; what they do is handed in.

local dt = require "darktable"

local NAME = "whence"

local panel = {}

local function ticks(tr)
  return {
    replace = {
      text = tr("also replace positions"),
      tooltip = tr("Images that have a position are left alone unless this is ticked."),
      ticked = false,
    },
    tell = {
      text = tr("let Whence learn"),
      tooltip = tr("Tells Whence what you set, so that it speaks for the photos around it. No file is touched."),
      ticked = true,
    },
  }
end

-- Puts what can be set among darktable's own preferences.
function panel.register_preferences(tr)
  for name, words in pairs(ticks(tr)) do
    dt.preferences.register(NAME, name, "bool", "Whence: " .. words.text, words.tooltip, words.ticked)
  end
  local program = tr("Name or full path of the whence command.")
  dt.preferences.register(NAME, "program", "string", tr("Whence: program"), program, "whence")
end

-- A box to tick that darktable remembers.
local function tick(name, text, tooltip)
  return dt.new_widget("check_button") {
    label = text,
    tooltip = tooltip,
    value = dt.preferences.read(NAME, name, "bool"),
    clicked_callback = function(widget)
      dt.preferences.write(NAME, name, "bool", widget.value)
    end,
  }
end

local function text()
  return dt.new_widget("label") { label = "", halign = "start", ellipsize = "end" }
end

local function line()
  return dt.new_widget("separator") { orientation = "horizontal" }
end

local function button(label, tooltip, clicked)
  return dt.new_widget("button") { label = label, tooltip = tooltip, clicked_callback = clicked }
end

local function candidates(tr, acts)
  panel.photo, panel.reasons = text(), text()
  panel.place = dt.new_widget("combobox") {
    label = tr("place"),
    tooltip = tr("Where this image may have been taken, the most probable first."),
    changed_callback = acts.choose,
  }
  panel.set = button(tr("set position"), tr("Gives this image the chosen place, and remembers the place."), acts.set)
  panel.same = button(
    tr("same place for the selected"),
    tr("Gives all selected images the place that was set last: %s"):format(tr("nothing was set yet")),
    acts.set_same
  )
end

local function sure(tr, acts)
  panel.least = dt.new_widget("slider") { label = tr("at least") }
  -- One after the other: a value is cut to the limits that hold when it is set.
  panel.least.hard_max = 100
  panel.least.hard_min = 50
  panel.least.soft_max = 100
  panel.least.soft_min = 50
  panel.least.step, panel.least.digits = 1, 0
  panel.least.value = 90
  panel.sure = button(
    tr("take what is sure enough"),
    tr("Gives each selected image its first candidate if that is at least so probable and no coarser than 25 km. Whence holds back what looks wrong."),
    acts.set_sure
  )
end

local function habits(tr, acts)
  for name, words in pairs(ticks(tr)) do
    panel[name] = tick(name, words.text, words.tooltip)
  end
  panel.back = button(
    tr("take back"),
    tr("Gives back the positions from before the last change made here. darktable's own undo does not know of it."),
    acts.take_back
  )
end

-- Makes the widgets, reachable by name in what this file returns, and returns the box that holds them.
function panel.build(tr, acts)
  panel.status = text()
  panel.ask = button(
    tr("where were these taken?"),
    tr("Asks Whence about the selected images. It reads them and changes nothing."),
    acts.ask
  )
  candidates(tr, acts)
  sure(tr, acts)
  habits(tr, acts)
  panel.set.sensitive, panel.same.sensitive, panel.back.sensitive = false, false, false
  return dt.new_widget("box") {
    orientation = "vertical",
    panel.ask,
    panel.status,
    line(),
    panel.photo,
    panel.place,
    panel.reasons,
    panel.set,
    panel.same,
    dt.new_widget("section_label") { label = tr("all that are sure") },
    panel.least,
    panel.sure,
    line(),
    panel.replace,
    panel.tell,
    panel.back,
  }
end

return panel
