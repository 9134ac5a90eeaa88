# Start file of a terminal of the lab (bash --rcfile). The user's own start file runs first and is not changed.
__lab_nonce=$LAB_SHELL_NONCE
unset LAB_SHELL_NONCE
[[ -r ~/.bashrc ]] && . ~/.bashrc
PATH=$LAB_BIN:$PATH

# The terminal has a history of its own; without ignored lines, so that a mark can tell the text of every command.
HISTFILE=$LAB_HISTORY
unset HISTIGNORE HISTTIMEFORMAT
HISTCONTROL=
HISTSIZE=2000 HISTFILESIZE=2000
shopt -s cmdhist lithist histappend checkwinsize promptvars
history -c
[[ -r $HISTFILE ]] && history -r
trap - DEBUG

# Percent-encodes what would end or split a mark.
__lab_encode() {
  local text=${1:0:8192}
  text=${text//%/%25}
  text=${text//;/%3B}
  text=${text//$'\n'/%0A}
  text=${text//$'\t'/%09}
  printf '%s' "${text//[[:cntrl:]]/}"
}

# Splits the newest line of the history into __lab_number and __lab_line.
__lab_newest() {
  __lab_line=$(HISTTIMEFORMAT='' builtin history 1)
  __lab_line=${__lab_line#"${__lab_line%%[! ]*}"}
  __lab_number=${__lab_line%%[!0-9]*}
  __lab_line=${__lab_line#"$__lab_number"}
  __lab_line=${__lab_line#[* ]}
  __lab_line=${__lab_line# }
}

# Runs in PS0, after a line was read and before it is run: the line is the newest in the history,
# unless its number says that it was not kept.
__lab_begin() {
  local before=$__lab_number
  __lab_newest
  [[ $__lab_number == "$before" ]] && __lab_line=
  printf '\e]133;C;%s;%s\a' "$__lab_nonce" "$(__lab_encode "$__lab_line")"
}

__lab_prompt() {
  local status=$?
  printf '\e]133;D;%s;%s\a' "$__lab_nonce" "$status"
  __lab_newest
  PS1='\[\e]133;A;'$__lab_nonce'\a\]\[\e[1m\]\W\[\e[0m\] \$ \[\e]133;B;'$__lab_nonce'\a\]'
  PS2='> \[\e]133;b;'$__lab_nonce'\a\]'
  PS0='$(__lab_begin)'
  return "$status"
}
unset PROMPT_COMMAND
PROMPT_COMMAND=__lab_prompt
