namespace Hitl.SemanticKernel;

/// <summary>What the name of an argument says of the text in it.</summary>
[Flags]
internal enum ArgumentRoles
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>SQL: <c>sql</c>, <c>sql_query</c>, <c>ddl</c>.</summary>
    Sql = 1 << 0,

    /// <summary>Perhaps SQL: <c>query</c>, <c>statement</c>.</summary>
    Query = 1 << 1,

    /// <summary>The condition of a query: <c>where</c>, <c>filter</c>.</summary>
    Condition = 1 << 2,

    /// <summary>A command line or script.</summary>
    Command = 1 << 3,

    /// <summary>A path.</summary>
    Path = 1 << 4,

    /// <summary>An address on the web, or a host.</summary>
    Url = 1 << 5,

    /// <summary>Who gets a message.</summary>
    Recipient = 1 << 6,

    /// <summary>A password or other credential.</summary>
    Secret = 1 << 7,

    /// <summary>Words for people to read: a reason, a summary, a title.</summary>
    Prose = 1 << 8,

    /// <summary>Who or what the call is about: a payee, an account, a channel.</summary>
    Party = 1 << 9,

    /// <summary>Where something was read, which is not where anything goes: <c>source_url</c>, <c>reference</c>.</summary>
    Cited = 1 << 10,
}
