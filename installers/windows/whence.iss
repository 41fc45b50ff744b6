; Inno Setup: the installer of Whence for Windows, made from the folder build.
;
;   iscc /DVersion=0.1.0 /DBuild=..\..\build\whence /DOutput=..\..\build installers\windows\whence.iss
;
; It installs for one user without administrator's rights unless asked for all, writes nothing outside its folder but
; the start menu (and, where wished, the search path), and leaves a user's library alone when it is removed.

#ifndef Version
  #error Give /DVersion=..., the version that whence_engine states.
#endif
#ifndef Build
  #define Build "..\..\build\whence"
#endif
#ifndef Output
  #define Output "..\..\build"
#endif

[Setup]
AppId={{6B1B3C5E-6C39-4F0B-9C57-2D0A5E3F7A41}
AppName=Whence
AppVersion={#Version}
AppPublisher=The Whence contributors
DefaultDirName={autopf}\Whence
DefaultGroupName=Whence
DisableProgramGroupPage=yes
LicenseFile={#Build}\LICENSE
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=dialog
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
OutputDir={#Output}
OutputBaseFilename=whence-{#Version}-windows-x64
SetupIconFile=whence.ico
UninstallDisplayIcon={app}\whence-desktop.exe
Compression=lzma2/max
SolidCompression=yes
WizardStyle=modern
ChangesEnvironment=yes

[Languages]
Name: "english"; MessagesFile: "compiler:Default.isl"
Name: "german"; MessagesFile: "compiler:Languages\German.isl"

[CustomMessages]
english.SearchPath=Let the command line find "whence"
german.SearchPath=Die Kommandozeile soll „whence“ finden

[Tasks]
Name: "searchpath"; Description: "{cm:SearchPath}"; Flags: unchecked

[InstallDelete]
; What an older version carried and this one does not must not be found by this one.
Type: filesandordirs; Name: "{app}\_internal"

[Files]
Source: "{#Build}\*"; DestDir: "{app}"; Flags: recursesubdirs createallsubdirs ignoreversion

[Icons]
Name: "{autoprograms}\Whence"; Filename: "{app}\whence-desktop.exe"

[Registry]
Root: HKA; Subkey: "{code:EnvironmentKey}"; ValueType: expandsz; ValueName: "Path"; ValueData: "{olddata};{app}"; Tasks: searchpath; Check: NotOnPath

[Run]
Filename: "{app}\whence-desktop.exe"; Description: "{cm:LaunchProgram,Whence}"; Flags: nowait postinstall skipifsilent

[Code]
function EnvironmentKey(Unused: String): String;
begin
  if IsAdminInstallMode then
    Result := 'SYSTEM\CurrentControlSet\Control\Session Manager\Environment'
  else
    Result := 'Environment';
end;

function NotOnPath: Boolean;
var
  Path: String;
begin
  if not RegQueryStringValue(HKA, EnvironmentKey(''), 'Path', Path) then
    Path := '';
  Result := Pos(';' + Lowercase(ExpandConstant('{app}')) + ';', ';' + Lowercase(Path) + ';') = 0;
end;

procedure CurUninstallStepChanged(Step: TUninstallStep);
var
  Path, Ours: String;
begin
  if (Step = usUninstall) and RegQueryStringValue(HKA, EnvironmentKey(''), 'Path', Path) then begin
    Ours := ';' + ExpandConstant('{app}');
    if StringChangeEx(Path, Ours, '', True) > 0 then
      RegWriteExpandStringValue(HKA, EnvironmentKey(''), 'Path', Path);
  end;
end;
