namespace Hitl.SemanticKernel;

/// <summary>Who may have written what a tool returns, which decides how far it is trusted.</summary>
public enum OutputOrigin
{
    /// <summary>The systems of the app: accounts, orders, records. Trusted.</summary>
    Internal,

    /// <summary>The app's users, but others may have written it: mails, messages, files, documents, tickets. It is private, and not trusted.</summary>
    Shared,

    /// <summary>Anybody: web pages, search results. It is neither private nor trusted.</summary>
    Public,
}
