# make -j over and over, with makes below that share its job server. Arguments: folder of this file, finish file, working folder.
sources=$1 finish=$2 folder=$3 round=0
PATH=/usr/bin:/bin
unset MAKEFLAGS
until [ -e "$finish" ]; do
    rm -rf "$folder/out"
    mkdir "$folder/out"
    make -s -j 6 -C "$folder/out" -f "$sources/parts.mk" all || { echo "wrong: make ended with $?"; exit 1; }
    # Each part holds the sum of the numbers up to its own; four groups of fifteen.
    for group in a b c d; do
        for number in $(seq 1 15); do
            [ "$(cat "$folder/out/$group.$number")" = "$group $((number * 100 * (number * 100 + 1) / 2))" ] || { echo "wrong: $group.$number"; exit 1; }
        done
    done
    # Nothing is missing or left over, and each part was made once.
    [ "$(wc -l <"$folder/out/all")" = 60 ] && [ "$(ls "$folder/out" | wc -l)" = 66 ] && [ "$(wc -l <"$folder/out/made")" = 60 ] || { echo "wrong: $(ls "$folder/out")"; exit 1; }
    echo "step $round"
    round=$((round + 1))
done
echo right
