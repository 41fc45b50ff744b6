-- The plug-in's part of Lightroom's Plug-in Manager: where the `whence` command lies.

local LrPrefs = import "LrPrefs"
local LrView = import "LrView"

local asking = require "asking"

return {
  sectionsForTopOfDialog = function(f)
    local prefs = LrPrefs.prefsForPlugin()
    prefs.program = prefs.program or asking.usual_program()
    return {
      {
        title = LOC "$$$/Whence/Settings=Whence",
        bind_to_object = prefs,
        f:row {
          f:static_text { title = LOC "$$$/Whence/Program=The whence command:" },
          f:edit_field { value = LrView.bind "program", width_in_chars = 40, immediate = true },
        },
      },
    }
  end,
}
