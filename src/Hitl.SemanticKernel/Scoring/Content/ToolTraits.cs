using System.Collections.Frozen;

namespace Hitl.SemanticKernel;

/// <summary>What the name of a tool says of the texts it gets.</summary>
internal sealed class ToolTraits
{
    private static readonly FrozenSet<string> Databases = WordList.Of("""
        sql database databases db postgres postgresql mysql mariadb sqlite mssql tsql oracle bigquery snowflake redshift
        clickhouse duckdb athena spanner warehouse
        """).ToFrozenSet();

    private static readonly FrozenSet<string> Shells = WordList.Of("""
        shell bash sh zsh powershell pwsh cmd command terminal console exec execute script python ssh subprocess process code
        """).ToFrozenSet();

    private static readonly FrozenSet<string> Outside = WordList.Of("web http https url internet online browser webhook upload").ToFrozenSet();

    private static readonly FrozenSet<string> Runners = WordList.Of("exec execute executor run runner write writer update").ToFrozenSet();

    private static readonly FrozenSet<string> Readers = WordList.Of("query read reader select report reports readonly").ToFrozenSet();

    /// <summary>Reads the name of a tool.</summary>
    /// <param name="tool">The tool.</param>
    /// <param name="limits">The limits that hold for it.</param>
    public ToolTraits(ToolDefinition tool, ToolLimits limits)
    {
        Limits = limits;
        var words = NameTokens.Split($"{tool.PluginName} {tool.FunctionName}");
        var function = NameTokens.Split(tool.FunctionName);
        TakesSql = words.Exists(Databases.Contains);
        TakesCommands = words.Exists(Shells.Contains);
        GoesOutside = words.Exists(Outside.Contains);
        SoundsLikeReading = (function.Exists(Readers.Contains) && !function.Exists(Runners.Contains)) || (function.Count > 0 && VerbLexicon.Find(function[0]) is { Reads: true });
    }

    /// <summary>The limits that hold for it.</summary>
    public ToolLimits Limits { get; }

    /// <summary>Whether the name says that the tool talks to a database.</summary>
    public bool TakesSql { get; }

    /// <summary>Whether the name says that the tool runs commands or code.</summary>
    public bool TakesCommands { get; }

    /// <summary>Whether the name says that the tool goes to the web.</summary>
    public bool GoesOutside { get; }

    /// <summary>Whether the name says that the tool reads.</summary>
    public bool SoundsLikeReading { get; }
}
