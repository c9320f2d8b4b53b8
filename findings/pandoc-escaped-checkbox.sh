#!/bin/sh
# An escaped bracket at the start of a list item: is it text?
#
# Guess, written first: `- \[ \] later` is an item that reads "[ ] later", in every reader of Markdown. A backslash before punctuation takes
# its meaning away (CommonMark 0.31, 2.4; pandoc's manual, "Backslash escapes"), and cmark-gfm with its task lists does show it so.
#
# Behaviour: pandoc's own Markdown makes a checkbox of it and the brackets are gone. Its extension task_lists looks for the words "[", "]" at
# the head of an item after escapes have been read. `-f gfm` shows the text. What an agenda or a note says is changed; only another
# kind of space behind the bracket (&#32;) keeps it, as each reader shows that as a space.
#
# Versions: pandoc 2.17.1.1 and cmark-gfm 0.29.0.gfm.6 of Debian 12, unpacked in a temporary folder, nothing is installed.
# Exits 0 while pandoc behaves so, 1 if that has changed, 2 if the packages cannot be had.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
# apt would drop its rights for the download, and the folder is ours alone.
apt-get -qq -o APT::Sandbox::User=root download pandoc=2.17.1.1-2~deb12u1 pandoc-data=2.17.1.1-2~deb12u1 \
  cmark-gfm=0.29.0.gfm.6-6 libcmark-gfm0.29.0.gfm.6=0.29.0.gfm.6-6 \
  libcmark-gfm-extensions0.29.0.gfm.6=0.29.0.gfm.6-6 liblua5.3-0 libyaml-0-2 libgmp10 libffi8 >&2 || exit 2
for package in ./*.deb; do dpkg -x "$package" .; done
LD_LIBRARY_PATH=$(find "$dir" -name '*.so.*' -exec dirname {} + | sort -u | paste -sd:)
export LD_LIBRARY_PATH
item='- \[ \] later'
pandoc() { "$dir/usr/bin/pandoc" --data-dir="$dir/usr/share/pandoc/data" -t html "$@" | tr '\n' ' '; }

seen=$(printf '%s\n' "$item" | pandoc -f markdown)
gfm=$(printf '%s\n' "$item" | pandoc -f gfm)
other=$(printf '%s\n' "$item" | "$dir/usr/bin/cmark-gfm" -e tasklist | tr '\n' ' ')
kept=$(printf '%s\n' '- \[ \]&#32;later' | pandoc -f markdown)
printf 'input              %s\nexpected           an item with the text "[ ] later"\n' "$item"
printf 'pandoc markdown    %s\npandoc gfm         %s\ncmark-gfm          %s\nwith &#32;         %s\n' "$seen" "$gfm" "$other" "$kept"
case $seen in *checkbox*) ;; *) exit 1 ;; esac
case $gfm$other in *checkbox*) exit 1 ;; esac
case $kept in *'[ ] later'*) ;; *) exit 1 ;; esac
