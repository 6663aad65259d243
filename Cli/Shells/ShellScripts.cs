using System.Text;

namespace Guide.Cli.Shells;

/// <summary>Completion scripts. They hold all words themselves: no program starts when somebody presses the tab key.</summary>
internal static class ShellScripts
{
    /// <summary>The script of a shell.</summary>
    /// <param name="shell">bash, zsh or fish.</param>
    /// <param name="commands">All commands.</param>
    public static string Of(string shell, IReadOnlyList<CommandWords> commands) => shell switch
    {
        "bash" => Bash(commands),
        "zsh" => $"# After compinit.\nautoload -U +X bashcompinit && bashcompinit\n{Bash(commands)}",
        "fish" => Fish(commands),
        _ => throw new ArgumentOutOfRangeException(nameof(shell), shell, "not a shell"),
    };

    private static string Bash(IReadOnlyList<CommandWords> commands)
    {
        var script = new StringBuilder();
        script.Append("""
            # Completes the guide command: commands, options, and values where they are words; else files.
            _guide() {
                local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} path="" word i words="" options=""
                for ((i = 1; i < COMP_CWORD; i++)); do
                    word=${COMP_WORDS[i]}
                    case "$path $word" in

            """);
        foreach (var command in commands.Where(command => command.Path.Length > 0))
        {
            // "path word" as it is met: the parent's path, then the word.
            var cut = command.Path.LastIndexOf(' ');
            script.Append($"            \"{(cut < 0 ? "" : command.Path[..cut])} {command.Path[(cut + 1)..]}\") path=\"{command.Path}\" ;;\n");
        }

        script.Append("        esac\n    done\n    case \"$path|$prev\" in\n");
        foreach (var command in commands)
        {
            foreach (var option in command.Options.Where(option => option.TakesValue))
            {
                var values = option.Words.Count > 0 ? $"COMPREPLY=($(compgen -W \"{string.Join(' ', option.Words)}\" -- \"$cur\"))" : "COMPREPLY=($(compgen -f -- \"$cur\"))";
                script.Append($"        {string.Join('|', option.Names.Select(name => $"\"{command.Path}|{name}\""))}) {values}; return ;;\n");
            }
        }

        script.Append("    esac\n    case \"$path\" in\n");
        foreach (var command in commands)
        {
            script.Append($"        \"{command.Path}\") words=\"{string.Join(' ', command.Commands.Select(sub => sub.Name).Concat(command.Words))}\" options=\"{string.Join(' ', command.Options.SelectMany(option => option.Names))}\" ;;\n");
        }

        return script.Append("""
                esac
                if [[ $cur == -* ]]; then
                    COMPREPLY=($(compgen -W "$options" -- "$cur"))
                elif [[ -n $words ]]; then
                    COMPREPLY=($(compgen -W "$words" -- "$cur"))
                else
                    COMPREPLY=($(compgen -f -- "$cur"))
                fi
            }
            complete -o filenames -F _guide guide ./guide

            """).ToString();
    }

    private static string Fish(IReadOnlyList<CommandWords> commands)
    {
        var script = new StringBuilder();
        script.Append("""
            # Completes the guide command. The words typed so far, options left out, say which command it is.
            function __guide_at
                set -l words (string match -v -- '-*' (commandline -opc)[2..])
                set -l path $argv
                test (count $words) -ge (count $path); or return 1
                test (count $path) -eq 0; and test (count $words) -gt 0; and return 1
                for i in (seq (count $path))
                    test $words[$i] = $path[$i]; or return 1
                end
            end

            """);
        foreach (var command in commands)
        {
            var at = $"complete -c guide -n '__guide_at{(command.Path.Length == 0 ? "" : $" {command.Path}")}'";
            foreach (var (name, does) in command.Commands)
            {
                script.Append($"{at} -f -a {name} -d {Quoted(does)}\n");
            }

            foreach (var word in command.Words)
            {
                script.Append($"{at} -f -a {word}\n");
            }

            foreach (var option in command.Options)
            {
                var names = string.Join(' ', option.Names.Select(name => name.StartsWith("--", StringComparison.Ordinal) ? $"-l {name[2..]}" : $"-s {name[1..]}"));
                var value = option.Words.Count > 0 ? $" -x -a '{string.Join(' ', option.Words)}'" : option.TakesValue ? " -r" : "";
                script.Append($"{at} {names}{value} -d {Quoted(option.Does)}\n");
            }
        }

        return script.ToString();
    }

    private static string Quoted(string text) => $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
}
