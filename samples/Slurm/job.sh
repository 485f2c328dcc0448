#!/bin/sh
#SBATCH --job-name=simulation
#SBATCH --time=60
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --signal=B:TERM@120
# A job that outlives its time limit. Two minutes before the end Slurm tells this script (B: the script alone), which tells the program. That is checkpointed and
# leaves with status 85; the job is queued again and goes on from its image, on whatever node that sees the directory of its images.
# Arguments: the program and its own.
name=job-$SLURM_JOB_ID
images=${ENTRACTE_IMAGES:-$HOME/.local/state/entracte/images}

# The shell must not be the one that ends, and it hears of signals only while it waits.
trap 'kill -TERM "$program"' TERM

if [ -d "$images/$name" ]; then
    entracte restart "$name" &
else
    entracte launch --name "$name" --interval 10m --keep 2 --on-signal TERM -- "$@" &
fi
program=$!

# A trap ends the wait with a status above 128; the next one has the program's own.
wait "$program"
status=$?
while kill -0 "$program" 2>/dev/null; do
    wait "$program"
    status=$?
done

if [ "$status" -eq 85 ]; then
    # It is queued already when it was "scontrol requeue" that had sent the signal.
    scontrol requeue "$SLURM_JOB_ID" 2>/dev/null || true
    exit 0
fi
[ "$status" -eq 0 ] && rm -rf "${images:?}/$name"
exit "$status"
