using System.Collections.Concurrent;
using System.Collections.Frozen;

namespace Hitl.SemanticKernel;

/// <summary>What the names of a tool and of its arguments say of the texts it gets.</summary>
internal sealed class ToolTraits
{
    private const int MaxCachedNames = 256;

    private static readonly FrozenDictionary<string, ArgumentRoles> Roles = Table(
        (ArgumentRoles.Sql, "sql tsql plsql psql ddl dml"),
        (ArgumentRoles.Query, "query queries statement statements stmt"),
        (ArgumentRoles.Condition, "where filter filters condition conditions predicate criteria"),
        (ArgumentRoles.Command, "command commands cmd cmdline commandline script scripts code shell args argv exec bash powershell snippet"),
        (ArgumentRoles.Path, "path paths file files filename filepath folder dir directory cwd destination target attachment attachments workspace"),
        (ArgumentRoles.Url, "url urls uri link links href endpoint webhook callback redirect site website webpage host hostname server address origin domain image ip"),
        (ArgumentRoles.Recipient, "to cc bcc recipient recipients email emails mail mailto address addresses invitee invitees attendee attendees participant participants"));

    private static readonly FrozenSet<string> Databases = WordList.Of("""
        sql database databases db postgres postgresql mysql mariadb sqlite mssql tsql oracle bigquery snowflake redshift
        clickhouse duckdb athena spanner warehouse
        """).ToFrozenSet();

    private static readonly FrozenSet<string> Shells = WordList.Of("""
        shell bash sh zsh powershell pwsh cmd command terminal console exec execute script python ssh subprocess process code
        """).ToFrozenSet();

    private static readonly FrozenSet<string> Outside = WordList.Of("web http https url internet online browser webhook upload").ToFrozenSet();

    private static readonly FrozenSet<string> Secret = WordList.Of("password passwd passphrase pwd secret apikey credential credentials").ToFrozenSet();

    private static readonly FrozenSet<string> Runners = WordList.Of("exec execute executor run runner write writer update").ToFrozenSet();

    private static readonly FrozenSet<string> Readers = WordList.Of("query read reader select report reports readonly").ToFrozenSet();

    private readonly ConcurrentDictionary<string, ArgumentRoles> _roles = new(StringComparer.Ordinal);

    /// <summary>Reads the names of a tool.</summary>
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

    /// <summary>What the name of an argument says.</summary>
    public ArgumentRoles RolesOf(string argument)
    {
        if (_roles.TryGetValue(argument, out var roles))
        {
            return roles;
        }

        roles = Read(argument);
        if (_roles.Count < MaxCachedNames)
        {
            _roles.TryAdd(argument, roles);
        }

        return roles;
    }

    /// <summary>What the name of an argument says, whatever the tool.</summary>
    public static ArgumentRoles Read(string argument)
    {
        var roles = ArgumentRoles.None;
        var words = NameTokens.Split(argument.Length > 200 ? argument[..200] : argument);
        foreach (var word in words)
        {
            roles |= Roles.GetValueOrDefault(word);
        }

        return NamesSecret(words) ? roles | ArgumentRoles.Secret : roles;
    }

    /// <summary>The last word says what it is: a <c>user_password</c> is a password, a <c>password_hint</c> is a hint.</summary>
    private static bool NamesSecret(List<string> words) =>
        words.Count > 0
        && (Secret.Contains(words[^1])
            || (words[^1] == "key" && words.Exists(w => w is "api" or "private" or "secret" or "access"))
            || (words[^1] == "token" && words.Exists(w => w is "access" or "auth" or "api" or "bearer" or "refresh")));

    private static FrozenDictionary<string, ArgumentRoles> Table(params (ArgumentRoles Role, string Words)[] groups) => groups
        .SelectMany(g => WordList.Of(g.Words).Select(word => (word, g.Role)))
        .GroupBy(g => g.word, g => g.Role)
        .ToFrozenDictionary(g => g.Key, g => g.Aggregate((a, b) => a | b), StringComparer.Ordinal);
}
