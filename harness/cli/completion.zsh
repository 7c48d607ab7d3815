#compdef paritycheck
# zsh completion of paritycheck: the words go to 'paritycheck complete', which knows the options.
_paritycheck() {
  local line kind prefix
  local -a lines shown going ended
  lines=("${(@f)$(_call_program paritycheck ${(q)words[1]} complete -- ${(q)${(Q)words[2,CURRENT-1]}} ${(qq)${(Q)PREFIX}} 2>/dev/null)}")
  kind=${lines[1]%%$'\t'*}
  [[ ${lines[1]} == *$'\t'* ]] && prefix=${lines[1]#*$'\t'}
  for line in ${lines[2,-1]}; do
    # A ':' before the description, so one in the word is escaped.
    shown=${${line%%$'\t'*}//:/\\:}
    [[ $line == *$'\t'* ]] && shown+=":${line#*$'\t'}"
    if [[ ${line%%$'\t'*} == *[:=/] ]]; then going+=($shown); else ended+=($shown); fi
  done
  (( $#ended )) && _describe -t words paritycheck ended
  (( $#going )) && _describe -t words paritycheck going -S ''
  if [[ $kind == files || $kind == folders ]]; then
    [[ -n $prefix ]] && compset -P "${(b)prefix}"
    if [[ $kind == files ]]; then _files; else _files -/; fi
  fi
}
if [[ $funcstack[1] == _paritycheck ]]; then
  _paritycheck "$@"
else
  compdef _paritycheck paritycheck
fi
