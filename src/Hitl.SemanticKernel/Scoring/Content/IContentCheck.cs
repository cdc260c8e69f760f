namespace Hitl.SemanticKernel;

/// <summary>Looks for one kind of risk in the texts of a call's arguments. Checks share one walk over the arguments, keep no state and are thread-safe.</summary>
internal interface IContentCheck
{
    /// <summary>Looks at one text.</summary>
    void Check(in ContentText text, ContentFindings findings);
}
