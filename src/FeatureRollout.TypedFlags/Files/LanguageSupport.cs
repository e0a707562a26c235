using System.ComponentModel;

namespace System.Runtime.CompilerServices;

// The compiler asks for it where members are set once; .NET Standard 2.0 lacks it.

[EditorBrowsable(EditorBrowsableState.Never)]
internal static class IsExternalInit;
