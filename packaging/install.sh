#!/bin/sh
# Installs Runnel from this folder for you alone, without administrator:
#
#     ./install.sh             the program in ~/.local/opt/runnel, `runnel` in ~/.local/bin, an entry in the desktop's menu
#     ./install.sh --remove    takes all of that away again; your chats stay (~/.local/share/Runnel)
#
# To try it without installing anything: ./runnel/runnel
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
share=${XDG_DATA_HOME:-$HOME/.local/share}
program=$HOME/.local/opt/runnel
starter=$HOME/.local/bin/runnel
id=app.runnel.Runnel

is_ours() {
  [ -L "$starter" ] && [ "$(readlink -- "$starter")" = "$program/runnel" ]
}

remove() {
  rm -rf -- "$program" "$program.old"
  if is_ours; then rm -f -- "$starter"; fi
  rm -f -- "$share/applications/$id.desktop" "$share/metainfo/$id.metainfo.xml"
  rm -f -- "$share"/icons/hicolor/*/apps/"$id".png "$share/icons/hicolor/scalable/apps/$id.svg"
}

# Menus that keep a list look again; the others do so by themselves.
tell_desktop() {
  if command -v update-desktop-database >/dev/null 2>&1; then
    update-desktop-database -q "$share/applications" 2>/dev/null || true
  fi
}

# A path as the Exec line of a desktop entry takes it, where \ " ` $ and % mean something.
quoted() {
  printf '%s' "$1" | sed -e 's/[\\"`$]/\\&/g' -e 's/\\/\\\\/g' -e 's/%/%%/g'
}

case ${1:-} in
  --remove)
    remove
    rm -f -- "${XDG_CONFIG_HOME:-$HOME/.config}/autostart/$id.desktop"
    tell_desktop
    echo "Runnel is removed. Your chats are still where they were."
    exit 0
    ;;
  '') ;;
  *)
    sed -n '2,7s/^# \{0,1\}//p' "$0"
    exit 2
    ;;
esac

if [ ! -x "$here/runnel/runnel" ]; then
  echo "There is no runnel/runnel beside this script. Unpack the whole archive first." >&2
  exit 1
fi
if { [ -e "$starter" ] || [ -L "$starter" ]; } && ! is_ours; then
  echo "There is a $starter already, which is not from here. Move it away first; nothing was changed." >&2
  exit 1
fi
mkdir -p -- "$(dirname -- "$program")" "$(dirname -- "$starter")" "$share/applications"
rm -rf -- "$program.new"
cp -R -- "$here/runnel" "$program.new"
remove
mv -- "$program.new" "$program"
ln -s -- "$program/runnel" "$starter"
(cd -- "$here/share" && find . -type f) | while IFS= read -r file; do
  mkdir -p -- "$(dirname -- "$share/$file")"
  cp -- "$here/share/$file" "$share/$file"
done
entry=$share/applications/$id.desktop
exec_line="Exec=\"$(quoted "$program/runnel")\" %f"
while IFS= read -r line; do
  case $line in
    Exec=*) printf '%s\n' "$exec_line" ;;
    *) printf '%s\n' "$line" ;;
  esac
done <"$here/share/applications/$id.desktop" >"$entry"
tell_desktop

echo "Runnel is installed. Start it from your desktop's menu, or with $starter"
