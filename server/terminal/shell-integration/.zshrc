# Start file of a terminal of the lab (zsh, by ZDOTDIR). The user's own start file runs first and is not changed.
__lab_nonce=$LAB_SHELL_NONCE
unset LAB_SHELL_NONCE
ZDOTDIR=$__lab_user
[[ -r $ZDOTDIR/.zshrc ]] && . "$ZDOTDIR/.zshrc"
# Whoever had none and has set none has none.
[[ -n $LAB_USER_ZDOTDIR || $ZDOTDIR != "$HOME" ]] || unset ZDOTDIR
unset LAB_USER_ZDOTDIR __lab_own __lab_user
PATH=$LAB_BIN:$PATH

# The terminal has a history of its own; zsh reads it after this file.
HISTFILE=$LAB_HISTORY
HISTSIZE=2000 SAVEHIST=2000
setopt interactive_comments prompt_percent no_prompt_subst

__lab_preexec() {
  emulate -L zsh
  local text=${1[1,8192]}
  text=${text//\%/%25}
  text=${text//;/%3B}
  text=${text//$'\n'/%0A}
  text=${text//$'\t'/%09}
  printf '\e]133;C;%s;%s\a' "$__lab_nonce" "${text//[[:cntrl:]]/}"
}

__lab_precmd() {
  local code=$?
  printf '\e]133;D;%s;%s\a' "$__lab_nonce" "$code"
  PROMPT="%{"$'\e]133;A;'$__lab_nonce$'\a'"%}%B%1~%b %# %{"$'\e]133;B;'$__lab_nonce$'\a'"%}"
  PROMPT2="> %{"$'\e]133;b;'$__lab_nonce$'\a'"%}"
  RPROMPT=
  return $code
}
precmd_functions=(__lab_precmd)
preexec_functions=(__lab_preexec)
unfunction precmd preexec 2>/dev/null
