namespace Hitl.Memory;

/// <summary>How much of a vector set a search looks at.</summary>
/// <param name="Exploration">How many of the closest vectors are followed.</param>
/// <param name="IsExact">Whether each vector is looked at instead.</param>
/// <param name="IsMeasured">Whether the search is to see what following fewer would have found.</param>
internal readonly record struct SearchEffort(int Exploration, bool IsExact = false, bool IsMeasured = false);
