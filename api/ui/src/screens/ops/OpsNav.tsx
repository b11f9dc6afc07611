// The two documents of ops.
import { Link } from '@tanstack/react-router';
import { strings } from '../../strings';
import styles from './Ops.module.css';

export function OpsNav() {
  return (
    <nav className={styles.nav} aria-label={strings.ops.nav}>
      <Link to="/ops/policy">{strings.ops.policy}</Link>
      <Link to="/ops/prompts" search={{}} activeOptions={{ includeSearch: false }}>
        {strings.ops.prompts}
      </Link>
    </nav>
  );
}
