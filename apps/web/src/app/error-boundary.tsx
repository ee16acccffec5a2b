import { Component, type ReactNode } from 'react';
import { CrashPage } from './pages/crash.page.js';

interface ErrorBoundaryProps {
  /** Another place gets another chance. */
  place: string;
  children: ReactNode;
}

interface ErrorBoundaryState {
  /** Wrapped, because anything can be thrown. */
  failure: { error: unknown } | null;
}

/** React knows boundaries as classes only. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, ErrorBoundaryState> {
  override state: ErrorBoundaryState = { failure: null };

  static getDerivedStateFromError(error: unknown): ErrorBoundaryState {
    return { failure: { error } };
  }

  override componentDidUpdate(previous: ErrorBoundaryProps) {
    if (this.state.failure && previous.place !== this.props.place) this.setState({ failure: null });
  }

  override render() {
    return this.state.failure ? <CrashPage error={this.state.failure.error} /> : this.props.children;
  }
}
