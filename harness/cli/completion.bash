# bash completion of paritycheck: the words go to 'paritycheck complete', which knows the options.
_paritycheck() {
  local IFS=$'\n' line=${COMP_LINE:0:COMP_POINT} rest word current='' reply kind prefix i
  local -a words=() lines=()
  # bash breaks words at ':' and '=' too: those that touch in the line are one.
  rest=${line#"${line%%[![:space:]]*}"}
  for ((i = 0; i <= COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    if [[ $rest == [[:space:]]* ]] || ((i == 0)); then
      ((i == 0)) || words+=("$current")
      rest=${rest#"${rest%%[![:space:]]*}"}
      current=''
    fi
    # Of the word at the cursor, what is before it.
    [[ $rest == "$word"* ]] || word=$rest
    current+=$word
    rest=${rest#"$word"}
  done
  words+=("$current")
  reply=$("${COMP_WORDS[0]/#\~/$HOME}" complete -- "${words[@]:1}" 2>/dev/null) || return 0
  mapfile -t lines <<<"$reply"
  IFS=$'\t' read -r kind prefix <<<"${lines[0]}"
  COMPREPLY=("${lines[@]:1}")
  COMPREPLY=("${COMPREPLY[@]%%$'\t'*}")
  case $kind in
  files) mapfile -t lines < <(compgen -f -- "${current#"$prefix"}") ;;
  folders) mapfile -t lines < <(compgen -d -- "${current#"$prefix"}") ;;
  *)
    lines=()
    # What the shell would read otherwise; of file names it sees to that itself.
    for i in "${!COMPREPLY[@]}"; do
      [[ $current == *[\"\']* || ${COMPREPLY[i]} != *[^[:alnum:]_./:=,@%+-]* ]] || printf -v "COMPREPLY[$i]" %q "${COMPREPLY[i]}"
    done
    ;;
  esac
  ((${#lines[@]} == 0)) || {
    compopt -o filenames 2>/dev/null
    COMPREPLY+=("${lines[@]/#/$prefix}")
  }
  [[ ${#COMPREPLY[@]} != 1 || ${COMPREPLY[0]} != *[:=/] ]] || compopt -o nospace 2>/dev/null
  # What bash takes for a word of its own is only what follows the last ':' or '='.
  if [[ $current == *[:=]* && $COMP_WORDBREAKS == *[:=]* ]]; then
    word=${current%"${current##*[:=]}"}
    COMPREPLY=("${COMPREPLY[@]#"$word"}")
  fi
}
complete -F _paritycheck paritycheck
