# SPDX-License-Identifier: GPL-3.0-or-later
# What the scripts of build-aux share: the list of packages, installing what is missing, configuring a build. To be sourced.

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
assume_yes=no
export LC_ALL=C.UTF-8

# One line on what happens now, apart from the output of the tools.
say ()
{
  printf '==> %s\n' "$*"
}

fail ()
{
  printf '%s: %s\n' "$(basename "$0")" "$*" >&2
  exit 1
}

# packages GROUP...: the names of build-aux/packages in these groups, one a line.
packages ()
{
  local line group=none
  while read -r line; do
    case $line in
      '' | '#'*) ;;
      '['*']') group=${line:1:-1} ;;
      *) case " $* " in *" $group "*) printf '%s\n' "$line" ;; esac ;;
    esac
  done <"$top/build-aux/packages"
}

missing_packages ()
{
  local name
  for name in $(packages "$@"); do
    dpkg-query --show --showformat='${db:Status-Status}' "$name" 2>/dev/null | grep -qx installed \
      || printf '%s\n' "$name"
  done
}

# may_install NAME...: how to become root stands in as_root afterwards: nothing, or sudo after a question where somebody
# can answer one.
may_install ()
{
  local answer
  as_root=()
  if [ "$(id -u)" -eq 0 ]; then
    return
  fi
  command -v sudo >/dev/null || fail "there is no sudo; as root, run: apt-get install --no-install-recommends $*"
  as_root=(sudo)
  if [ "$assume_yes" = no ] && [ -t 0 ]; then
    read -r -p "Install them with sudo? [Y/n] " answer
    case $answer in
      '' | [yY]*) ;;
      *) fail "nothing was installed, and it cannot go on without them" ;;
    esac
  fi
}

# install_missing GROUP...: installs what is missing of these groups, and nothing where all is there.
install_missing ()
{
  local missing as_root
  mapfile -t missing < <(missing_packages "$@")
  if [ ${#missing[@]} -eq 0 ]; then
    return
  fi
  command -v apt-get >/dev/null || fail "not a Debian system; needed are: ${missing[*]}"
  say "Installing ${#missing[@]} Debian packages: ${missing[*]}"
  may_install "${missing[@]}"
  "${as_root[@]}" apt-get update --quiet=2
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install --yes --quiet=2 --no-install-recommends "${missing[@]}" >/dev/null
}

# configure FOLDER OPTION...: makes the build folder, or brings the options of one that is there up to date.
configure ()
{
  local folder=$1 again=()
  shift
  if [ -f "$top/$folder/build.ninja" ]; then
    again=(--reconfigure)
  fi
  (cd "$top" && meson setup "${again[@]}" "$folder" "$@" >"$folder.log" 2>&1) || {
    cat "$top/$folder.log" >&2
    fail "meson could not configure $folder"
  }
  rm -f "$top/$folder.log"
}

compile ()
{
  ninja -C "$top/$1" --quiet || fail "the build in $1 failed"
}

# The code name of the Debian that this machine runs.
own_release ()
{
  (. /etc/os-release && printf '%s\n' "$VERSION_CODENAME")
}

# Where this machine has its packages from.
own_mirror ()
{
  apt-get indextargets --format '$(SITE)' "Codename: $(own_release)" 'Created-By: Packages' | head -n 1
}

# Everything from nothing: the runtime where it is missing, and the Flatpak, both in _build-flatpak and nowhere else.
build_flatpak ()
{
  install_missing flatpak
  "$top/flatpak/make-runtime" "$top/_build-flatpak"
  "$top/flatpak/build" "$top/_build-flatpak"
}
