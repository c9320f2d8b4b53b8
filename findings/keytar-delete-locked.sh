#!/bin/sh
# Does keytar say so when it cannot delete a secret because the keyring is locked?
#
# Guess, written first: yes. `setPassword` rejects when a keyring is locked and nobody can be asked to unlock it, so `deletePassword` rejects
# too; `false` is documented as “no password was found to delete”.
#
# Behaviour: `deletePassword` and `getPassword` answer as if there were no such entry (`false`, `null`), without an error; only writing
# rejects. When the keyring is unlocked later, the secret is still there. A program that takes `false` for “gone” tells its user that the key
# of a removed account was deleted, and it was not. Way around: when nothing was found, write the entry over and delete it again: writing
# fails where deleting is silent.
#
# Versions: npm @github/keytar 7.10.6 in a temporary folder; Debian 12's gnome-keyring 42.1, libsecret 0.20.5, dbus 1.14.10, with a keyring
# and a session bus of their own and no program that could show a prompt.
# Exits 0 while it behaves so, 1 if that has changed, 2 if the packages cannot be had.
set -eu
for program in gnome-keyring-daemon dbus-run-session dbus-send; do
  command -v "$program" >/dev/null || { echo "needs Debian's gnome-keyring, libsecret-1-0 and dbus" >&2; exit 2; }
done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$dir" @github/keytar@7.10.6 >&2 || exit 2
mkdir home
cat >ask.mjs <<'EOF'
import keytar from '@github/keytar';

const what = process.argv[2];
const end = (text) => {
  console.log(text);
  process.exit(0);
};
setTimeout(() => end('no answer'), 40_000);
const asked = {
  set: () => keytar.setPassword('finding', 'somebody', 'not a real secret'),
  get: () => keytar.getPassword('finding', 'somebody'),
  delete: () => keytar.deletePassword('finding', 'somebody'),
}[what]();
asked.then(
  (answer) => end(JSON.stringify(answer ?? null)),
  () => end('rejected'),
);
EOF
cat >session.sh <<'EOF'
home=$PWD/home
export HOME="$home" XDG_DATA_HOME="$home" XDG_RUNTIME_DIR="$home" XDG_CACHE_HOME="$home"
start() {
  printf '\n' | gnome-keyring-daemon --foreground --components=secrets --unlock >daemon.out 2>&1 &
  daemon=$!
  tries=0
  while ! dbus-send --session --print-reply --dest=org.freedesktop.DBus /org/freedesktop/DBus \
    org.freedesktop.DBus.NameHasOwner string:org.freedesktop.secrets | grep -q 'boolean true'; do
    tries=$((tries + 1))
    [ "$tries" -lt 100 ] || exit 2
    sleep 0.1
  done
}
start
echo "unlocked, set      $(node ask.mjs set)"
dbus-send --session --print-reply --dest=org.freedesktop.secrets /org/freedesktop/secrets \
  org.freedesktop.Secret.Service.Lock array:objpath:/org/freedesktop/secrets/collection/login >lock.out
echo "locked, get        $(node ask.mjs get)"
echo "locked, delete     $(node ask.mjs delete)"
echo "locked, set        $(node ask.mjs set)"
kill "$daemon" 2>/dev/null || true
sleep 1
start
echo "unlocked, get      $(node ask.mjs get)"
kill "$daemon" 2>/dev/null || true
EOF
dbus-run-session -- sh session.sh | tee seen.txt
cat >expected.txt <<'EOF'
unlocked, set      null
locked, get        null
locked, delete     false
locked, set        rejected
unlocked, get      "not a real secret"
EOF
cmp -s seen.txt expected.txt
