#!/bin/sh
# Prolog= of slurm.conf, which the node's daemon runs as root before a job: starts the user's node agent outside of the job, so that it lives on when the job ends and Slurm
# kills whatever the job has begun (proctrack/cgroup). Slurm gives a prolog no PATH; entracte is looked for where programs are installed.
PATH=${PATH:-/usr/local/bin:/usr/bin:/bin}
id=$(id -u "$SLURM_JOB_USER") || exit 0
home=$(getent passwd "$SLURM_JOB_USER" | cut -d: -f6)
# A node on which nothing can be checkpointed still runs jobs: a prolog that fails would take it out of service.
HOME=$home USER=$SLURM_JOB_USER LOGNAME=$SLURM_JOB_USER \
    setpriv --reuid="$id" --regid="$(id -g "$SLURM_JOB_USER")" --init-groups entracte status >/dev/null 2>&1 || true
