# find | sort | gzip over and over. Arguments: folder to pack, md5 sum of its sorted lines, finish file, working folder.
tree=$1 expected=$2 finish=$3 folder=$4 round=0
PATH=/usr/bin:/bin
export LC_ALL=C
until [ -e "$finish" ]; do
    # Little memory, so that it sorts by files.
    find "$tree" -type f -exec cat {} + | sort -S 1M -T "$folder" --parallel=2 | gzip -9 >"$folder/sorted.gz"
    gzip -t "$folder/sorted.gz" || { echo "wrong: gzip -t says $?"; exit 1; }
    found=$(gzip -dc "$folder/sorted.gz" | md5sum)
    [ "$found" = "$expected  -" ] || { echo "wrong: $found instead of $expected"; exit 1; }
    echo "step $round"
    round=$((round + 1))
done
echo right
