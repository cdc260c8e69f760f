namespace Hitl.SemanticKernel;

/// <summary>How much a card shows.</summary>
internal enum CardDetail
{
    /// <summary>Everything.</summary>
    All,

    /// <summary>Everything but the conversation.</summary>
    NoConversation,

    /// <summary>What is asked and where, without what the call contains.</summary>
    Least,
}
