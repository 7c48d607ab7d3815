# fish completion of paritycheck: the words go to 'paritycheck complete', which knows the options.
function __paritycheck_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l lines ($words[1] complete -- $words[2..-1] "$current" 2>/dev/null)
    or return
    set -l first (string split -m 1 \t -- $lines[1])
    set -e lines[1]
    test (count $lines) -gt 0; and printf '%s\n' $lines
    set -l prefix $first[2]
    set -l rest (string sub -s (math (string length -- "$prefix") + 1) -- "$current")
    switch $first[1]
        case files
            for path in (__fish_complete_path "$rest")
                printf '%s%s\n' "$prefix" "$path"
            end
        case folders
            for path in (__fish_complete_directories "$rest" '')
                printf '%s%s\n' "$prefix" "$path"
            end
    end
end
complete -c paritycheck -e
complete -c paritycheck -f -a '(__paritycheck_complete)'
