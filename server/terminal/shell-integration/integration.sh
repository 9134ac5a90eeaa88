# Start file (ENV) of a terminal whose machine has neither bash 4.4 nor zsh. A plain sh can mark its prompt
# and the last exit code, but not where a command begins, nor its text.
PATH=$LAB_BIN:$PATH
__lab_mark() {
  printf '\033]133;%s;%s' "$1" "$LAB_SHELL_NONCE"
}
PS1="$(__lab_mark D);"'$?'"$(printf '\a')\$ $(__lab_mark B)$(printf '\a')"
PS2="> $(__lab_mark b)$(printf '\a')"
unset LAB_SHELL_NONCE
printf '%s\n' 'На этой машине нет ни bash 4.4 или новее, ни zsh: терминал работает на sh, без истории и правки строки.'
