# Completion for bash: source it, or put it where bash-completion looks (/usr/share/bash-completion/completions/entracte).
# The command itself knows its verbs and options; it is asked with its suggest directive.
_entracte() {
    local word=${COMP_WORDS[COMP_CWORD]}
    # Behind `launch PROGRAM` the arguments are the program's own.
    if [[ ${COMP_WORDS[1]} == launch && " ${COMP_WORDS[*]:2:COMP_CWORD-2} " == *" -- "* ]]; then
        compopt -o default
        return
    fi
    mapfile -t COMPREPLY < <(compgen -W "$(entracte "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)" -- "$word")
    ((${#COMPREPLY[@]})) || compopt -o default
}
complete -F _entracte entracte
