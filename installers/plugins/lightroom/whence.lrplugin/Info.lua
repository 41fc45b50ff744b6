-- What Lightroom Classic is told of this plug-in. `json`, `command` and `answers` come from the plug-in for darktable:
-- installers/plugins/install.py puts them beside this file.

return {
  LrSdkVersion = 6.0,
  LrSdkMinimumVersion = 4.0, -- the first that lets a plug-in set positions
  LrToolkitIdentifier = "alt.whence.lightroom",
  LrPluginName = "Whence",
  LrPluginInfoProvider = "PluginInfo.lua",
  LrLibraryMenuItems = {
    {
      title = LOC "$$$/Whence/Menu=Where were these taken?",
      file = "WhereTaken.lua",
      enabledWhen = "photosAvailable",
    },
  },
}
