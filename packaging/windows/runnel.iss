; The installer for one person, without administrator. Not run yet: the release workflow builds it.
;   ISCC.exe /DVersion=0.1.0 packaging\windows\runnel.iss
; With /DSign and /Srunnel=COMMAND it is signed, and so is its uninstaller.
; A plain ZIP would not do: Explorer marks what it unpacks, and .NET then refuses pythonnet's library.

#ifndef Version
  #error Say /DVersion=…
#endif

[Setup]
AppId={{7C1B1E0B-6F2B-4E43-9A57-6C1D0F6C7A11}
AppName=Runnel
AppVersion={#Version}
AppPublisher=The Runnel developers
DefaultDirName={autopf}\Runnel
DefaultGroupName=Runnel
DisableProgramGroupPage=yes
PrivilegesRequired=lowest
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0.17763
LicenseFile=..\..\LICENSE
OutputDir=..\..\build\package
OutputBaseFilename=runnel-{#Version}-setup
SetupIconFile=..\..\build\runnel.ico
UninstallDisplayIcon={app}\runnel.exe
Compression=lzma2/max
SolidCompression=yes
WizardStyle=modern
CloseApplications=yes
RestartApplications=no
UninstallDisplayName=Runnel
VersionInfoVersion={#Version}
#ifdef Sign
SignTool=runnel
SignedUninstaller=yes
#endif

[Languages]
Name: "en"; MessagesFile: "compiler:Default.isl"
Name: "de"; MessagesFile: "compiler:Languages\German.isl"

[CustomMessages]
en.WebView2=Microsoft's WebView2, which shows Runnel's window, is being installed…
de.WebView2=Microsofts WebView2, das Runnels Fenster zeigt, wird installiert …

[InstallDelete]
; what an older version had and this one has not must not be imported
Type: filesandordirs; Name: "{app}\_internal"

[Files]
Source: "..\..\build\package\runnel\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion
; Microsoft's bootstrapper (https://go.microsoft.com/fwlink/p/?LinkId=2124703); the workflow fetches it and checks who signed it
Source: "..\..\build\MicrosoftEdgeWebview2Setup.exe"; DestDir: "{tmp}"; Flags: deleteafterinstall; Check: NeedsWebView2

[Icons]
Name: "{autoprograms}\Runnel"; Filename: "{app}\runnel.exe"; AppUserModelID: "app.runnel.Runnel"

[Run]
Filename: "{tmp}\MicrosoftEdgeWebview2Setup.exe"; Parameters: "/silent /install"; StatusMsg: "{cm:WebView2}"; Check: NeedsWebView2
Filename: "{app}\runnel.exe"; Description: "{cm:LaunchProgram,Runnel}"; Flags: nowait postinstall skipifsilent

[Code]
// What a person made is in their own folder and stays when the program goes.
function IsThere(Root: Integer; Key: String): Boolean;
var
  Version: String;
begin
  Result := RegQueryStringValue(Root, Key + '\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}', 'pv', Version)
    and (Version <> '') and (Version <> '0.0.0.0');
end;

function NeedsWebView2: Boolean;
begin
  Result := not (IsThere(HKLM, 'SOFTWARE\WOW6432Node\Microsoft\EdgeUpdate\Clients')
    or IsThere(HKCU, 'Software\Microsoft\EdgeUpdate\Clients'));
end;
