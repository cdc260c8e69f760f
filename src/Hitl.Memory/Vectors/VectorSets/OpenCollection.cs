namespace Hitl.Memory;

/// <summary>A collection that was found to exist and to have the right schema.</summary>
/// <param name="Generation">Its generation; when the head names another one, it was deleted and made anew.</param>
/// <param name="Keys">The keys of what it holds.</param>
/// <param name="Settings">The settings of its vector sets.</param>
internal sealed record OpenCollection(string Generation, GenerationKeys Keys, VectorSetSettings Settings);
