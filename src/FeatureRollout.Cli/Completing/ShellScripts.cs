namespace FeatureRollout.Cli.Completing;

/// <summary>The scripts of <c>completion</c>, one a shell. Each hands the words up to the cursor to <c>feature-rollout complete</c>, and offers files where that knows nothing.</summary>
internal static class ShellScripts
{
    public static IReadOnlyList<string> Shells { get; } = ["bash", "zsh", "fish", "pwsh"];

    /// <summary>The script of a shell.</summary>
    public static string Of(string shell) => shell switch
    {
        "bash" => Bash,
        "zsh" => Zsh,
        "fish" => Fish,
        _ => PowerShell,
    };

    private const string Bash = """
        # Completion of feature-rollout for bash. In ~/.bashrc: eval "$(feature-rollout completion bash)"
        _feature_rollout() {
          local word
          COMPREPLY=()
          while IFS=$'\t' read -r word _; do
            [ -n "$word" ] && COMPREPLY+=("$(printf '%q' "$word")")
          done < <(feature-rollout complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
        }
        complete -o default -F _feature_rollout feature-rollout

        """;

    private const string Zsh = """
        #compdef feature-rollout
        # Completion of feature-rollout for zsh. In ~/.zshrc, after compinit: eval "$(feature-rollout completion zsh)"
        _feature_rollout() {
          local line
          local -a found shown
          while IFS= read -r line; do
            found+=("${line%%$'\t'*}")
            shown+=("${line/$'\t'/  -- }")
          done < <(feature-rollout complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)
          if (( ${#found} )); then
            compadd -l -d shown -- "${found[@]}"
          else
            _files
          fi
        }
        compdef _feature_rollout feature-rollout

        """;

    private const string Fish = """
        # Completion of feature-rollout for fish. As ~/.config/fish/completions/feature-rollout.fish
        function __feature_rollout
            set -l words (commandline -opc) (commandline -ct)
            feature-rollout complete -- $words[2..-1] 2>/dev/null
        end
        complete -c feature-rollout -a '(__feature_rollout)'

        """;

    private const string PowerShell = """
        # Completion of feature-rollout for PowerShell. In $PROFILE: feature-rollout completion pwsh | Out-String | Invoke-Expression
        Register-ArgumentCompleter -Native -CommandName feature-rollout -ScriptBlock {
            param($word, $line, $cursor)
            $words = @($line.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursor } | Select-Object -Skip 1 | ForEach-Object { "$_" })
            feature-rollout complete -- @words "$word" 2>$null | ForEach-Object {
                $name, $text = $_ -split "`t", 2
                if (-not $text) { $text = $name }
                [System.Management.Automation.CompletionResult]::new($name, $name, 'ParameterValue', $text)
            }
        }

        """;
}
