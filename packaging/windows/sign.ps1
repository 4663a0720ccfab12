# Signs one file with the certificate of this person whose thumbprint RUNNEL_SIGN is, and has the time attested.
# Not run yet: the release workflow uses it where it has a certificate.
param([Parameter(Mandatory)] [string] $File)
$ErrorActionPreference = 'Stop'
$certificate = Get-Item "Cert:\CurrentUser\My\$env:RUNNEL_SIGN"
$signed = Set-AuthenticodeSignature -FilePath $File -Certificate $certificate -HashAlgorithm SHA256 `
  -TimestampServer 'http://timestamp.digicert.com'
if ($signed.Status -ne 'Valid') { throw "$File was not signed: $($signed.StatusMessage)" }
