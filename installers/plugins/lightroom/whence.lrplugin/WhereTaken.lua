-- Library > Plug-in Extras > Where were these taken?

local LrDialogs = import "LrDialogs"
local LrFunctionContext = import "LrFunctionContext"

local places = require "places"

LrFunctionContext.postAsyncTaskWithContext("Whence", function(context)
  LrDialogs.attachErrorDialogToFunctionContext(context)
  places.find(context)
end)
