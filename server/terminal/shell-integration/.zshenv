# zsh reads its start files from ZDOTDIR, which the lab has set to this folder; the user's own are read from where they are.
__lab_own=$ZDOTDIR
__lab_user=${LAB_USER_ZDOTDIR:-$HOME}
ZDOTDIR=$__lab_user
[[ -r $ZDOTDIR/.zshenv ]] && . "$ZDOTDIR/.zshenv"
__lab_user=$ZDOTDIR
ZDOTDIR=$__lab_own
